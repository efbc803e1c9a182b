/** Time as an argument: services read it and ask to be woken by it, never the system clock. */
export interface Clock {
  /** Milliseconds since the epoch; never fewer than before. */
  now(): number;
  /** Milliseconds since an arbitrary moment, by a clock that nobody sets: for how long something takes. */
  elapsed(): number;
  /** Runs `run` at the time given (at once, but not now, when it has passed). Returns what cancels it. */
  schedule(at: number, run: () => void): () => void;
}

/** Between two looks at a clock that may be set forward while a call waits for its time. */
const LOOK_MS = 10_000;

/** The sources of the machine's time. */
export interface MachineTime {
  /** Milliseconds since the epoch, by a clock that may be set. */
  readonly wall: () => number;
  /** Milliseconds, by a clock that is never set. */
  readonly monotonic: () => number;
}

/**
 * The machine's clock, as long as that goes forward: when it is set back, or resumes behind, time goes on from where it was.
 * Otherwise a message would stay invisible, and a retry wait, for as long as the clock was set back.
 */
export function realClock({ wall, monotonic }: MachineTime = { wall: Date.now, monotonic: elapsedNow }): Clock {
  let ahead = wall() - monotonic();
  const now = () => {
    const elapsed = monotonic();
    ahead = Math.max(ahead, wall() - elapsed);
    return Math.floor(elapsed + ahead);
  };
  return {
    now,
    elapsed: monotonic,
    schedule(at, run) {
      let timer: NodeJS.Timeout;
      const wait = () => {
        const left = at - now();
        timer = setTimeout(() => (at > now() ? wait() : run()), Math.min(Math.max(0, left), LOOK_MS));
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}

function elapsedNow(): number {
  return performance.now();
}

/** A clock that advances only on request, and runs timers in order of their time. */
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
    elapsed: () => time,
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
