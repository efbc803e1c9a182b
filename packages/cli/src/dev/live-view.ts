import { logUpdateStderr as logUpdate } from "log-update";

/** Shows a changing state on standard error: in place in a terminal, as plain lines elsewhere. */
export interface LiveView {
  /** Prints a line above the state, unless `quiet`. */
  note(text: string): void;
  /** Prints an error, even if `quiet`. */
  problem(text: string): void;
  /** Stops, leaving the last state on screen. */
  stop(): void;
}

/** The state to show, read whenever it may have changed. */
export interface Shown {
  /** The whole state, for a terminal. */
  readonly text: () => string;
  /** The plain lines of the state; unchanged ones are not written again. */
  readonly lines: () => readonly string[];
}

/** Intervals of redrawing a terminal, and of writing plain lines that changed. */
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

/** The text in lines no wider than a terminal, broken between parts; continuations are indented. */
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
