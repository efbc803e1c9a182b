import { lstatSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { printable } from "@tributary/contract/printable";
import { configProblems } from "@tributary/contract-tools/config/config-problems";
import { settle } from "../add/alone.ts";
import { UsageError } from "../run-command.ts";
import { generateInto } from "./generate-into.ts";
import { repositoryFiles } from "./repository-files.ts";
import { neededTarballs } from "./tarballs.ts";
import { writeNewFolder } from "./write-new-folder.ts";

/** What a command line says of a new repository. */
export interface InitOptions {
  readonly name?: string;
  readonly sourcePrefix?: string;
  readonly packages?: string;
}

/** SST shortens names of resources that begin with a longer one, at which the template's graphs would no longer be right. */
export const LONGEST_NAME = 20;

/** Writes a new repository into a folder that is empty or not there; answers what to do next. Throws a `UsageError`. */
export async function initRepository(dir: string, { packages, ...given }: InitOptions): Promise<string> {
  // What an unset variable leaves is no folder; taken as a path it would be the current one.
  if (dir === "") throw new UsageError("the folder has no name: name one, or . for the current folder");
  await settle(dir);
  refuseUnlessEmpty(dir);
  const name = nameOf(dir, given.name);
  const sourcePrefix = given.sourcePrefix ?? `${name}.`;
  const [problem] = configProblems({ sourcePrefix });
  if (problem !== undefined) throw new UsageError(`--source-prefix: ${problem.message}`);
  const files = repositoryFiles({
    name,
    sourcePrefix,
    tarballs: packages === undefined ? [] : neededTarballs(packages),
  });
  const written = await writeNewFolder(dir, files, folder => generateInto(folder, sourcePrefix));
  const enter = resolve(dir) === resolve(".") ? "" : `  cd ${quoted(printable(dir))}\n`;
  return `Wrote ${printable(name)}: ${written} files. Next:\n${enter}  npm install\n  npm run check\n  npm test\n`;
}

/** As a shell takes it for one word. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function refuseUnlessEmpty(dir: string): void {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (found === undefined && lstatSync(dir, { throwIfNoEntry: false }) !== undefined)
    throw new UsageError(`${dir} is a link that leads nowhere: name a folder`);
  if (found === undefined) return;
  if (!found.isDirectory()) throw new UsageError(`${dir} is a file: name a folder`);
  // An empty folder of ours is left where a process dies at the very end.
  const there = readdirSync(dir)
    .filter(name => name !== ".tributary" || readdirSync(join(dir, name)).length > 0)
    .sort();
  if (there.length === 0) return;
  const named = there.slice(0, 5).join(", ");
  const more = there.length > 5 ? ` and ${there.length - 5} more` : "";
  throw new UsageError(`${dir} is not empty: it has ${named}${more}. Name a new folder, or an empty one`);
}

function nameOf(dir: string, given: string | undefined): string {
  const name = given ?? basename(resolve(dir)).toLowerCase();
  if (/^[a-z](-?[a-z0-9])*$/.test(name) && name.length <= LONGEST_NAME) return name;
  const rule = `a name has lower-case letters, digits and single hyphens, begins with a letter, and at most ${LONGEST_NAME} characters`;
  if (given !== undefined) throw new UsageError(`--name ${given}: ${rule}`);
  throw new UsageError(`the folder's name, ${name}, cannot be the app's: ${rule}. Give another with --name`);
}
