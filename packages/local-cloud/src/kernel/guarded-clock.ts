import type { Clock } from "./clock.ts";
import { STORAGE_PROBE_MS } from "./watch-storage.ts";

/** A clock whose calls are made again a while later when the storage fails in them: the parts of a cloud live on. */
export function guardedClock(clock: Clock, isTrouble: (error: unknown) => boolean): Clock {
  return {
    ...clock,
    schedule(at, run) {
      let cancel = () => {};
      const guarded = () => {
        try {
          run();
        } catch (error) {
          if (!isTrouble(error)) throw error;
          cancel = clock.schedule(clock.now() + STORAGE_PROBE_MS, guarded);
        }
      };
      cancel = clock.schedule(at, guarded);
      return () => cancel();
    },
  };
}
