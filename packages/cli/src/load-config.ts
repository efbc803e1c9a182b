import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { TributaryConfig } from "@tributary/contract-tools/define-config";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { wrongRuleSettings } from "@tributary/contract-tools/rule-settings";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "./run-command.ts";

/** A configuration and the folder that its paths and globs are relative to. */
export interface LoadedConfig {
  readonly config: TributaryConfig;
  readonly folder: string;
}

/** The configuration in the file named, else in `tributary.config.ts` or `.json` of the current folder, else none. */
export async function loadConfig(named?: string): Promise<LoadedConfig> {
  const usual = ["tributary.config.ts", "tributary.config.json"].find(name => existsSync(name));
  const path = named ?? usual;
  if (path === undefined) return { config: {}, folder: "." };
  if (!existsSync(path)) throw new UsageError(`cannot use ${path}: no such file or folder`);
  const value = path.endsWith(".json") ? parsed(path) : await imported(path);
  const problems = problemsOf(value);
  if (problems.length > 0 || !isConfig(value)) throw new UsageError(`${path}: ${problems.join("; ")}`);
  const wrong = wrongRuleSettings(value);
  if (wrong.length > 0) throw new UsageError(`${path}: ${wrong.join("; ")}`);
  return { config: value, folder: dirname(path) };
}

/** A path of the configuration, as seen from the current folder. */
export const configured = ({ folder }: LoadedConfig, path: string): string => join(folder, path);

/** The contracts folder of a configuration, or the usual one, as seen from the current folder. */
export const configuredContracts = (loaded: LoadedConfig): string =>
  configured(loaded, loaded.config.contracts ?? "contracts");

function parsed(path: string): unknown {
  const { value, problems } = readSourceFile(path);
  const [problem] = problems;
  if (problem === undefined) return value;
  throw new UsageError(`${path}:${problem.line}:${problem.column}: ${problem.message}`);
}

async function imported(path: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(resolve(path)).href);
    return module.default;
  } catch (error) {
    // Whatever a configuration throws while it loads is its author's to mend.
    throw new UsageError(`cannot load ${path}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
}

const isConfig = (value: unknown): value is TributaryConfig => problemsOf(value).length === 0;

/** Rules are judged apart; this is the shape around them. */
function problemsOf(value: unknown): string[] {
  if (!isObject(value)) return ["should export a configuration by default (defineConfig)"];
  const { contracts, graph, failSeverity, rules, overrides, erasures, ...others } = value;
  const holds: readonly (readonly [boolean, string])[] = [
    [contracts === undefined || typeof contracts === "string", "contracts should be a path"],
    [graph === undefined || graph === false || typeof graph === "string", "graph should be a path, or false"],
    [[undefined, "error", "warning"].some(each => each === failSeverity), "failSeverity should be error or warning"],
    [erasures === undefined || isPaths(erasures), "erasures should be a list of paths"],
    [rules === undefined || isSettings(rules), "rules should give each rule a severity"],
    [
      overrides === undefined || (Array.isArray(overrides) && overrides.every(isOverride)),
      "overrides should be a list of { files, rules }",
    ],
  ];
  const unknown = Object.keys(others).map(name => `unknown setting ${name}`);
  return [...holds.filter(([held]) => !held).map(([, problem]) => problem), ...unknown];
}

const isPaths = (value: unknown) => Array.isArray(value) && value.every(each => typeof each === "string");

const isSettings = (value: unknown) => isObject(value) && Object.values(value).every(each => typeof each === "string");

const isOverride = (value: unknown) =>
  isObject(value) &&
  Array.isArray(value.files) &&
  value.files.every(each => typeof each === "string") &&
  isSettings(value.rules);
