/** Time as an argument: services read it and ask to be woken by it, never the system clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` at the time given (at once, but not now, when it has passed). Returns what cancels it. */
  schedule(at: number, run: () => void): () => void;
}

/** The longest delay that `setTimeout` takes. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The machine's clock. */
export function realClock(): Clock {
  return {
    now: Date.now,
    schedule(at, run) {
      const timer = setTimeout(run, Math.min(Math.max(0, at - Date.now()), LONGEST_DELAY));
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until it is moved; what was scheduled runs in order of its time. */
export interface VirtualClock extends Clock {
  /** Moves time forward, running what falls due on the way and letting its promises settle. */
  advance(milliseconds: number): Promise<void>;
  /** When the next scheduled call is due, or undefined when nothing is scheduled. */
  next(): number | undefined;
}

/** A clock for tests and simulation, starting at the time given. */
export function virtualClock(start = Date.parse("2026-01-01T00:00:00Z")): VirtualClock {
  let time = start;
  let order = 0;
  const calls: { at: number; order: number; run: () => void }[] = [];
  const next = () => calls[0]?.at;
  return {
    now: () => time,
    next,
    schedule(at, run) {
      const call = { at: Math.max(at, time), order: order++, run };
      const after = calls.findIndex(other => other.at > call.at);
      calls.splice(after < 0 ? calls.length : after, 0, call);
      return () => {
        const index = calls.indexOf(call);
        if (index >= 0) calls.splice(index, 1);
      };
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      await quiet();
      for (let at = next(); at !== undefined && at <= end; at = next()) {
        time = at;
        calls.shift()?.run();
        await quiet();
      }
      time = end;
    },
  };
}

/** Lets promises that are ready settle: a few turns of the event loop. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise(resolve => setImmediate(resolve));
}
