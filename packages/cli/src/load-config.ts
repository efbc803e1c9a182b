import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { configProblems } from "@tributary/contract-tools/config/config-problems";
import { keptStages, usualStage } from "@tributary/contract-tools/config/kept-stages";
import { literalPlaces } from "@tributary/contract-tools/config/literal-places";
import type { TributaryConfig } from "@tributary/contract-tools/define-config";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { placeAt } from "@tributary/contract-tools/text-place";
import { evaluated } from "./evaluated.ts";
import { explainImport } from "./explain-import.ts";
import { UsageError } from "./run-command.ts";

/** A configuration and the folder that its paths and globs are relative to. */
export interface LoadedConfig {
  readonly config: TributaryConfig;
  readonly folder: string;
  /** Where the setting at a JSON Pointer stands, as `file:line:column`, or what it stands in; nothing where there is no file. */
  readonly place?: (pointer: string) => string;
}

/** The configuration in the file named, else in `tributary.config.ts` or `.json` of the current folder, else none. */
export async function loadConfig(named?: string): Promise<LoadedConfig> {
  const usual = ["tributary.config.ts", "tributary.config.json"].find(name => existsSync(name));
  const path = named ?? usual;
  if (path === undefined) return { config: {}, folder: "." };
  if (!existsSync(path)) throw new UsageError(`cannot use ${path}: no such file or folder`);
  const { value, place } = path.endsWith(".json") ? parsed(path) : await imported(path);
  const problems = configProblems(value);
  if (problems.length > 0)
    throw new UsageError(problems.map(({ pointer, message }) => `${place(pointer)}: ${message}`).join("\n"));
  return { config: value as TributaryConfig, folder: dirname(path), place };
}

/** The folder of the configuration in the file named, else of the usual one, before it is read. */
export const configFolder = (named: string | undefined): string => (named === undefined ? "." : dirname(named));

/** A path of the configuration, as seen from the current folder. */
export const configured = ({ folder }: LoadedConfig, path: string): string => join(folder, path);

/** The contracts folder of a configuration, or the usual one, as seen from the current folder. */
export const configuredContracts = (loaded: LoadedConfig): string =>
  configured(loaded, loaded.config.contracts ?? "contracts");

/** The folder of the SST program, as seen from the current folder. */
export const programFolder = (loaded: LoadedConfig): string =>
  dirname(configured(loaded, loaded.config.program ?? "sst.config.ts"));

/** The stage that commands work with unless told otherwise. */
export const mainStage = ({ config }: LoadedConfig): string => keptStages(config)[0].stage;

/** The file of each kept stage's graph, relative to the configuration's folder. */
export const keptFiles = ({ config }: LoadedConfig): Readonly<Record<string, string>> =>
  Object.fromEntries(keptStages(config).map(({ stage, snapshot }) => [stage, snapshot]));

/** The graph of the first stage, as seen from the current folder, whether there is one or not. */
export const mainGraph = (loaded: LoadedConfig): string => configured(loaded, keptStages(loaded.config)[0].snapshot);

/**
 * The graph that contracts are checked against: what `asked` on the command line names, else the configuration, else that of the
 * first stage where there is one. Contracts of another project are checked against the graph beside them.
 */
export function checkedGraph(
  loaded: LoadedConfig,
  contracts: string,
  asked: string | boolean | undefined,
): string | undefined {
  if (typeof asked === "string") return asked;
  const { graph } = loaded.config;
  if (asked === false || graph === false) return undefined;
  if (graph !== undefined) return configured(loaded, graph);
  const isOwn = resolve(contracts) === resolve(configuredContracts(loaded));
  const usual = isOwn ? mainGraph(loaded) : join(dirname(contracts), usualStage.snapshot);
  return existsSync(usual) ? usual : undefined;
}

function parsed(path: string): { readonly value: unknown; readonly place: (pointer: string) => string } {
  const { value, problems, at } = readSourceFile(path);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${path}:${problem.line}:${problem.column}: ${problem.message}`);
  return {
    value,
    place: pointer => {
      const { line, column } = at(pointer);
      return `${path}:${line}:${column}`;
    },
  };
}

async function imported(
  path: string,
): Promise<{ readonly value: unknown; readonly place: (pointer: string) => string }> {
  const {
    text,
    problems: [problem],
  } = readSourceFile(path);
  if (problem?.rule === "unreadable-file" && text === "")
    throw new UsageError(`${path}:${problem.line}:${problem.column}: ${problem.message}`);
  // Whatever a configuration throws while it loads is its author's to mend.
  const value = await evaluated(pathToFileURL(resolve(path)).href, explained).catch(error => {
    throw new UsageError(explained(error));
  });
  const places = literalPlaces(text);
  return {
    value,
    place: pointer => {
      let at = pointer;
      while (at !== "" && !places.has(at)) at = at.slice(0, at.lastIndexOf("/"));
      const { line, column } = placeAt(text, places.get(at) ?? 0);
      return `${path}:${line}:${column}`;
    },
  };

  function explained(error: unknown): string {
    const { file, line, column, message } = explainImport(error, { file: resolve(path), text });
    return `${relative(".", file)}:${line}:${column}: ${message}`;
  }
}
