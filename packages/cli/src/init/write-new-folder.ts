import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { alone, isRunning } from "../add/alone.ts";
import { syncToDisk } from "../add/sync-to-disk.ts";
import { writeFiles } from "../add/write-files.ts";
import { UsageError } from "../run-command.ts";

type Files = ReadonlyMap<string, string | Buffer>;

/** Adds to the files in a folder what is made of them. */
type Complete = (folder: string) => Promise<void>;

/**
 * Writes files, and what `complete` makes of them, into a folder that is empty, or not there: all of them, or none when anything
 * fails or the process dies. Answers how many.
 */
export async function writeNewFolder(
  given: string,
  files: Files,
  complete: Complete = async () => {},
): Promise<number> {
  const folder = resolve(given);
  if (!existsSync(folder)) return atOnce(folder, files, complete);
  return alone(folder, async scratch => {
    const there = readdirSync(folder).find(name => name !== ".tributary");
    if (there !== undefined) throw new UsageError(`nothing was written: ${join(given, there)} is there already`);
    await stage(scratch, files, complete);
    const names = filesIn(scratch);
    await writeFiles(
      folder,
      new Map(names.map(name => [join(folder, name), readFileSync(join(scratch, name))])),
      new Map(names.map(name => [join(folder, name), undefined])),
    );
    return names.length;
  });
}

/** A folder that was not there appears whole, by one move from beside it. */
async function atOnce(folder: string, files: Files, complete: Complete): Promise<number> {
  const parent = dirname(folder);
  const made = mkdirSync(parent, { recursive: true });
  const staged = join(parent, `${stagedPrefix(folder)}${process.pid}`);
  try {
    for (const name of readdirSync(parent))
      if (isAbandoned(folder, name)) rmSync(join(parent, name), { recursive: true });
    await stage(staged, files, complete);
    const names = filesIn(staged);
    await syncToDisk(names.flatMap(name => [join(staged, name), dirname(join(staged, name))]));
    renameSync(staged, folder);
    await syncToDisk([parent]);
    return names.length;
  } catch (error) {
    rmSync(made ?? staged, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOTDIR") throw error;
    throw new UsageError(`nothing was written: somebody else has made ${folder} meanwhile`);
  }
}

const stagedPrefix = (folder: string): string => `.${basename(folder)}.tributary-`;

/** Whether a folder was being made by a process that died, or by an earlier one of this number. */
function isAbandoned(folder: string, name: string): boolean {
  const prefix = stagedPrefix(folder);
  const pid = name.slice(prefix.length);
  return name.startsWith(prefix) && /^\d+$/.test(pid) && (Number(pid) === process.pid || !isRunning(pid));
}

async function stage(folder: string, files: Files, complete: Complete): Promise<void> {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  await complete(folder);
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(name => statSync(join(folder, name)).isFile());
