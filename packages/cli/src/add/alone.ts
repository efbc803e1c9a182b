import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { undoInterrupted } from "./undo-interrupted.ts";
import { writingFolder } from "./writing-folder.ts";

/** The commands of this process that are at work, by folder of claims. */
const working = new Map<string, { count: number; readonly ready: Promise<void> }>();

let attempts = 0;

/**
 * What `work` returns, while no other process works in the folder by this function: of two at once, one is refused at least, with
 * a `UsageError`, before it reads anything. A process that ended without giving way holds nobody up: what it had begun to write
 * is undone first, and said on one line. `work` is given the path of a folder for its attempts, which goes when the work ends.
 */
export async function alone<Result>(folder: string, work: (scratch: string) => Promise<Result>): Promise<Result> {
  const claims = resolve(writingFolder(folder));
  const own = join(claims, `${process.pid}`);
  const scratch = `${own}.${++attempts}.try`;
  const entered = working.get(claims) ?? { count: 0, ready: prepare(folder, own) };
  entered.count++;
  working.set(claims, entered);
  try {
    await entered.ready;
    return await work(scratch);
  } finally {
    // What cannot be removed is removed by the next command: it is no reason to call the work failed.
    discard(scratch);
    if (--entered.count === 0) {
      working.delete(claims);
      discard(own);
      for (const empty of [claims, dirname(claims)]) discardEmpty(empty);
    }
  }
}

async function prepare(folder: string, own: string): Promise<void> {
  // Each names itself first and looks for others then: whichever looks last sees both.
  claim(own);
  const claims = dirname(own);
  refuseBesideOthers(claims);
  const undone = await undoInterrupted(folder);
  if (undone !== undefined) say(`tributary: ${undone}\n`);
  for (const name of readdirSync(claims)) if (join(claims, name) !== own) discard(join(claims, name));
}

/** Undoes what a command that died had begun to write in a folder, and says so. Leaves alone what a running one writes. */
export async function settle(folder: string): Promise<void> {
  const claims = writingFolder(folder);
  const found = namesIn(claims);
  if (found?.some(isOther) === false) await alone(folder, async () => {});
}

function claim(own: string): void {
  for (let attempt = 1; ; attempt++) {
    mkdirSync(dirname(own), { recursive: true });
    try {
      writeFileSync(own, "");
      return;
    } catch (error) {
      // Another command that ends removes the folder that it leaves empty.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempt === 3) throw error;
    }
  }
}

function refuseBesideOthers(claims: string): void {
  const other = readdirSync(claims).find(isOther);
  if (other === undefined) return;
  throw new UsageError(
    `nothing was written: process ${other} is writing here; run this again when it has ended (or remove ${join(claims, other)})`,
  );
}

function namesIn(claims: string): string[] | undefined {
  try {
    return readdirSync(claims);
  } catch {
    return undefined; // Nobody writes where there is no such folder.
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

function discardEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {} // Somebody else's work is in it.
}

/** Whether a claim is that of another process, which runs. */
const isOther = (name: string): boolean => name !== `${process.pid}` && isRunning(name);

/** Whether a process of this number runs. https://man7.org/linux/man-pages/man2/kill.2.html: signal 0 only asks; EPERM is the answer of another user's process. */
export function isRunning(pid: string): boolean {
  if (!/^[1-9]\d{0,9}$/.test(pid)) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
