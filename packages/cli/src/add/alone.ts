import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../run-command.ts";

/**
 * What `work` returns, while no other command of this kind works in the folder: of two at once, one is refused at least, with a
 * `UsageError`, before it reads anything. A process that ended without giving way holds nobody up.
 */
export async function alone<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const claims = join(folder, ".tributary", "writing");
  const own = `${process.pid}`;
  mkdirSync(claims, { recursive: true });
  // Each names itself first and looks for others then: whichever looks last sees both.
  writeFileSync(join(claims, own), "");
  try {
    for (const other of readdirSync(claims).filter(name => name !== own)) {
      if (isRunning(Number(other)))
        throw new UsageError(
          `nothing was written: process ${other} is writing here; run this again when it has ended (or remove ${join(claims, other)})`,
        );
      rmSync(join(claims, other), { force: true });
    }
    return await work();
  } finally {
    rmSync(join(claims, own), { force: true });
  }
}

/** https://man7.org/linux/man-pages/man2/kill.2.html: signal 0 only asks; EPERM is the answer of another user's process. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
