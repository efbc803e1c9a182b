/** Milliseconds between two checks of the parent process. */
const LOOK_MS = 500;

/**
 * Calls back when the npm or npx that started this process ends: npm kills its shell, and the shell forwards no signal.
 * A process started otherwise outlives its parent, as `nohup tributary cloud &` should. Polls, since no event reports the
 * end of a parent.
 */
export function onNpmGone(run: () => void, { env, ppid }: Pick<NodeJS.Process, "env" | "ppid"> = process): void {
  if (!isForegroundOfNpm(env)) return;
  const timer = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(timer);
    run();
  }, LOOK_MS);
  timer.unref();
}

/** A script that runs its command in the background (`tributary cloud &`) wants it to outlive npm. */
function isForegroundOfNpm({ npm_lifecycle_event, npm_lifecycle_script = "" }: NodeJS.ProcessEnv): boolean {
  return npm_lifecycle_event !== undefined && !/(^|[^&>])&(?![&>\d])/.test(npm_lifecycle_script);
}
