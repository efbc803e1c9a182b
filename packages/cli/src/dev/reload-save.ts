import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { printable } from "@tributary/contract/printable";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { syntaxProblems } from "@tributary/synth/program-files";
import { filesOfProgram } from "./dev-program.ts";
import { type DevOptions, type DevSession, followNow } from "./dev-session.ts";
import { failureTeller } from "./failure-teller.ts";
import { milliseconds } from "./figures.ts";
import type { Save } from "./watch-project.ts";

/** Reloads what a save affects: modules of contracts, functions, the program. Returns the files that it wrote. */
export async function reloadSave(
  session: DevSession,
  local: LocalCloud,
  save: Save,
  evaluateAgain: () => void,
): Promise<readonly string[]> {
  const { options, contracts, view } = session;
  const isContract = (path: string) =>
    path.startsWith(join(options.contractsRoot, "/")) &&
    !path.startsWith(join(options.contractsRoot, "generated", "/"));
  const files = new Set(save.files);
  let written: readonly string[] = [];
  if (save.files.some(isContract)) {
    const { problems, changed, isMended } = await contracts.regenerate();
    for (const problem of problems) view.problem(problem);
    if (problems.length > 0) view.problem("The contracts have errors; what was generated before stays.");
    else followNow(session);
    if (isMended) view.note("The contracts have no errors any more.");
    written = changed.map(path => resolve(path));
    for (const path of written) files.add(path);
    if (changed.length > 0)
      view.note(
        `Generated ${changed.length} ${changed.length === 1 ? "module" : "modules"}, ${since(save)} after the save.`,
      );
  }
  // What is gone may be a folder.
  const code = [...files].filter(path => /\.[cm]?[jt]s$|\.json$/.test(path) || !existsSync(path));
  // Reports again what still fails.
  session.tellFailure = failureTeller(view.problem);
  const [reloaded, found] = await Promise.all([
    local.reload(new Set(code)),
    Promise.all(code.filter(isSource).map(path => syntaxProblems(options.root, path))),
  ]);
  const syntax = found.flat();
  for (const problem of syntax) view.problem(printable(problem));
  const good = reloaded.filter(({ problem }) => problem === undefined);
  const bad = reloaded.filter(({ problem }) => problem !== undefined);
  const names = (of: typeof reloaded) => of.map(({ functionName }) => session.flow.nameOf(functionName)).join(", ");
  if (good.length > 0) view.note(`Reloaded ${names(good)}, ${since(save)} after the save.`);
  if (syntax.length === 0) for (const { problem } of bad) view.problem(loadProblemText(problem!));
  if (bad.length > 0) view.problem(`The last good source of ${names(bad)} keeps running.`);
  if (await concernsProgram(options, files)) evaluateAgain();
  return written;
}

const isSource = (path: string) => existsSync(path) && !path.endsWith(".json");

/** Whether a file belongs to the program, or is a contracts module, which the program imports as a package. */
async function concernsProgram({ root, contractsRoot }: DevOptions, files: ReadonlySet<string>): Promise<boolean> {
  const generated = join(contractsRoot, "generated", "/");
  const program = await filesOfProgram(root);
  const ofProgram = (path: string) =>
    program.has(path) || (!existsSync(path) && [...program].some(file => file.startsWith(join(path, "/"))));
  return [...files].some(path => ofProgram(path) || (path.startsWith(generated) && /\.operations\.js$/.test(path)));
}

function loadProblemText({
  errorType,
  message,
  place,
}: NonNullable<Awaited<ReturnType<LocalCloud["reload"]>>[number]["problem"]>): string {
  const kind = errorType === "Sandbox.Timedout" ? undefined : errorType; // The message says all of it.
  return printable([place, kind, message?.split("\n")[0]].filter(part => part !== undefined).join(" "));
}

const since = ({ at }: Save) => milliseconds(performance.now() - at);
