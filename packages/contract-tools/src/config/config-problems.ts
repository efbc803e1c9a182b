import { ruleInfo } from "../check/rule-catalogue.ts";
import { explainBy } from "../emit/explain-by.ts";
import { contractDefinitions } from "../schema/contract-definitions.ts";
import { meant } from "../schema/meant.ts";
import { fromPointer, isObject, valueAt } from "../source/json-pointer.ts";
import { configSchema } from "./config-schema.ts";

/** A mistake in a configuration: where, as a JSON Pointer, and what. */
export interface ConfigProblem {
  readonly pointer: string;
  readonly message: string;
}

const ID = String(configSchema.$id);
const schemas = new Map([[ID, configSchema]]);
const start = { schema: configSchema, base: ID, pointer: "" };
const explain = explainBy(contractDefinitions(ID, "Config", schemas)!);

/** Every mistake in a configuration; none for a sound one. */
export function configProblems(config: unknown): ConfigProblem[] {
  if (!isObject(config))
    return [{ pointer: "", message: "should export a configuration by default (defineConfig), or hold one" }];
  return explain(config).map(violation => {
    const word = meant(violation, config, start, schemas);
    const hint = word === undefined ? "" : `; did you mean ${word}?`;
    return { pointer: violation.pointer, message: `${sentence(violation, config)}${hint}` };
  });
}

function sentence(
  { pointer, keyword, message }: { pointer: string; keyword: string; message: string },
  config: unknown,
): string {
  const path = fromPointer(pointer);
  const last = path.at(-1) ?? "";
  const isRule = path.at(-2) === "rules";
  if (keyword === "additionalProperties") return isRule ? `there is no rule ${last}` : `unknown setting ${last}`;
  if (keyword === "enum" && isRule) {
    return ruleInfo(last).firm === true
      ? `${last} cannot be turned down`
      : `${last} should be error, warning, warn or off`;
  }
  if (path[0] === "graph") return "graph should be a path, or false";
  if (path[0] === "stages" && path.length === 2 && keyword === "pattern")
    return `the stage ${JSON.stringify(last)} is invalid: use letters, digits and inner hyphens`;
  if (path[0] === "sourcePrefix" && keyword === "pattern")
    return `sourcePrefix should be words that end in dots, such as com.acme., and not begin with aws.: ${shown(config, pointer)}`;
  if (path[0] === "program" && keyword === "pattern")
    return `program should be the path of an sst.config.ts: ${shown(config, pointer)}`;
  return `${path.join(".")} ${message}`;
}

const shown = (config: unknown, pointer: string) => JSON.stringify(valueAt(config, pointer));
