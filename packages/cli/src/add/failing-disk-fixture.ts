import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Everything that changes something on the disk, and whether it needs room there. */
const changing = {
  chmodSync: false,
  cpSync: true,
  mkdirSync: true,
  mkdtempSync: true,
  renameSync: false,
  rmdirSync: false,
  rmSync: false,
  writeFileSync: true,
} as const;

/** How the disk fails from a step on: the process has died, or no more fits; or only that step fails. */
export type Failure = "dies" | "is full" | "fails once";

/** How `work` ended, and whether it came as far as the step, counted from 1, from which on the disk failed. */
export interface Attempt {
  readonly reached: boolean;
  readonly error?: unknown;
}

/** Runs `work` while the disk of this process fails from a step on. A text that is being written then is written by half. */
export async function onFailingDisk(failure: Failure, step: number, work: () => Promise<unknown>): Promise<Attempt> {
  const real = { ...fs };
  const { open } = fs.promises;
  let steps = 0;
  const fails = (needsRoom: boolean) => {
    steps++;
    if (failure === "fails once") return steps === step;
    return steps >= step && (failure === "dies" || needsRoom);
  };
  const full = (path: unknown) =>
    Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", syscall: "write", path: `${path}` });
  const names = Object.keys(changing) as (keyof typeof changing)[];
  for (const name of names)
    Object.assign(fs, {
      [name]: (...args: readonly [string, ...unknown[]]) => {
        if (!fails(changing[name])) return (real[name] as (...all: readonly unknown[]) => unknown)(...args);
        const [path, content] = args;
        if (steps === step && name === "writeFileSync") real.writeFileSync(path, `${content}`.slice(0, 3));
        throw full(path);
      },
    });
  // What is synchronised outlasts the machine, which no test can turn off: only its failure is played.
  fs.promises.open = (async (path: string) => {
    if (fails(false)) throw full(path);
    return { sync: async () => {}, close: async () => {} };
  }) as unknown as typeof open;
  syncBuiltinESMExports();
  try {
    await work();
    return { reached: steps >= step };
  } catch (error) {
    return { reached: steps >= step, error };
  } finally {
    for (const name of names) Object.assign(fs, { [name]: real[name] });
    fs.promises.open = open;
    syncBuiltinESMExports();
  }
}
