/** Between two looks at who the parent is, in milliseconds. */
const LOOK_MS = 500;

/**
 * Calls when npm or npx, which this process was started by, has been ended: npm ends its shell, and the shell passes no
 * signal on. A process that was started by something else outlives its parent, as `nohup tributary cloud &` is to.
 * The parent is looked at because nothing tells a process of the end of its parent.
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

/** A script that sends its command to the background (`tributary cloud &`) means it to outlive npm. */
function isForegroundOfNpm({ npm_lifecycle_event, npm_lifecycle_script = "" }: NodeJS.ProcessEnv): boolean {
  return npm_lifecycle_event !== undefined && !/(^|[^&>])&(?![&>\d])/.test(npm_lifecycle_script);
}
