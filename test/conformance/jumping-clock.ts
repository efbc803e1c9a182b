import { type Clock, realClock } from "@tributary/local-cloud/kernel/clock";

/** The machine's clock, which a test may set forward. */
export function jumpingClock(): Clock & { jump(milliseconds: number): void } {
  const real = realClock();
  let ahead = 0;
  const waiting = new Set<{ arm(): void }>();
  return {
    now: () => real.now() + ahead,
    elapsed: real.elapsed,
    schedule(at, run) {
      let cancel = () => {};
      const call = {
        arm() {
          cancel();
          cancel = real.schedule(at - ahead, () => {
            waiting.delete(call);
            run();
          });
        },
      };
      waiting.add(call);
      call.arm();
      return () => {
        waiting.delete(call);
        cancel();
      };
    },
    jump(milliseconds) {
      ahead += milliseconds;
      for (const { arm } of [...waiting]) arm();
    },
  };
}
