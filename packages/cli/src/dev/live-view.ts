import { logUpdateStderr as logUpdate } from "log-update";

/** Shows a state that changes: in place in a terminal, as plain lines elsewhere. Writes to standard error. */
export interface LiveView {
  /** Says something once, above what is shown; `quiet` keeps it back. */
  note(text: string): void;
  /** Says something that is wrong, however quiet. */
  problem(text: string): void;
  /** Stops, leaving the last state on screen. */
  stop(): void;
}

/** What is shown, asked whenever it may have changed. */
export interface Shown {
  /** The whole state, for a terminal. */
  readonly text: () => string;
  /** The plain lines of the state; one that is as it was is not written again. */
  readonly lines: () => readonly string[];
}

/** How often a terminal is redrawn, and how often plain lines are written when something moved. */
const REDRAW_MS = 200;
const LINE_MS = 1_000;

/** Starts showing; `quiet` shows nothing. */
export function startLiveView(shown: Shown, { quiet = false } = {}): LiveView {
  const write = (text: string) => void process.stderr.write(`${text}\n`);
  if (quiet) return { note() {}, problem: write, stop() {} };
  const terminal = process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
  const began = performance.now();
  const initially = shown.text();
  let written = shown.lines();
  let stopped = false;
  const show = () => {
    if (terminal) logUpdate(`${fitted(shown.text(), process.stderr.columns)}\n${elapsed(began)}`);
    else {
      const lines = shown.lines();
      for (const line of lines) if (!written.includes(line)) write(`${elapsed(began)} ${line}`);
      written = lines;
    }
  };
  const above = (text: string) => {
    if (terminal) logUpdate.clear();
    write(text);
  };
  const timer = setInterval(show, terminal ? REDRAW_MS : LINE_MS);
  timer.unref();
  return {
    note: above,
    problem: above,
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      if (shown.text() !== initially) show();
      if (terminal) logUpdate.done();
    },
  };
}

/** The text in lines no wider than a terminal, each broken between its parts; what goes on is indented. */
export function fitted(text: string, columns: number): string {
  const lines = text.split("\n").map(line => {
    const [first = "", ...parts] = line.split(/ (?=[→·] )/);
    return parts.reduce(
      ({ whole, last }, part) =>
        last + 1 + part.length > columns
          ? { whole: `${whole}\n  ${part}`, last: 2 + part.length }
          : { whole: `${whole} ${part}`, last: last + 1 + part.length },
      { whole: first, last: first.length },
    ).whole;
  });
  return lines.join("\n");
}

function elapsed(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
