import fc from "fast-check";

/**
 * Gives property tests the same cases in every run of CI, so that a change is judged by what it changed; elsewhere they draw
 * new ones. A failing run prints its seed: `FAST_CHECK_SEED` repeats it.
 */
const seed = process.env.FAST_CHECK_SEED ?? (process.env.CI ? "1" : undefined);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
