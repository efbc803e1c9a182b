import { readFileSync } from "node:fs";
import { compilePath, type PathReader } from "./path.ts";

/** The kinds of search parameters. See https://hl7.org/fhir/R4/search.html#ptypes */
export type ParameterKind = "string" | "token" | "date" | "uri" | "reference" | "quantity" | "number";

/** A search parameter of a resource type. */
export interface SearchParameter {
  /** What index entries are filed under: `Patient.identifier`. */
  readonly key: string;
  readonly code: string;
  readonly kind: ParameterKind;
  /** The elements of a resource that it looks at. */
  readonly read: PathReader;
  /** Types that a reference may be to; any when empty. */
  readonly targets: readonly string[];
}

let loaded: { types: Set<string>; lines: Map<string, string[]> } | undefined;
const compiled = new Map<string, ReadonlyMap<string, SearchParameter>>();

/** What is searched in no index, but by columns: the id and the time of the last update. */
const COLUMNS = ["_id", "_lastUpdated"];
/** HealthLake has this one besides those of R4, from the R5 backport of subscriptions. */
const SUBSCRIPTION_TOPIC = "SubscriptionTopic";

/** Whether this is a resource type of FHIR R4, or SubscriptionTopic. */
export function isResourceType(type: string): boolean {
  return type === SUBSCRIPTION_TOPIC || load().types.has(type);
}

/** All resource types. */
export function resourceTypes(): readonly string[] {
  return [...load().types, SUBSCRIPTION_TOPIC];
}

/** The indexed parameters of a type by code, those of all resources included. */
export function searchParameters(type: string): ReadonlyMap<string, SearchParameter> {
  const known = compiled.get(type);
  if (known) return known;
  const { lines } = load();
  const parameters = new Map<string, SearchParameter>();
  for (const line of [...(lines.get("Resource") ?? []), ...(lines.get(type) ?? [])]) {
    const [, code = "", kind, paths = "", targets = ""] = line.split("\t");
    if (COLUMNS.includes(code)) continue;
    parameters.set(code, {
      key: `${type}.${code}`,
      code,
      kind: kind as ParameterKind,
      read: compilePath(paths),
      targets: targets === "" || targets === "*" ? [] : targets.split(","),
    });
  }
  compiled.set(type, parameters);
  return parameters;
}

function load() {
  if (loaded) return loaded;
  const text = readFileSync(new URL("./search-parameters.tsv", import.meta.url), "utf8");
  const [head = "", ...rest] = text.trimEnd().split("\n");
  const lines = new Map<string, string[]>();
  for (const line of rest) {
    const type = line.slice(0, line.indexOf("\t"));
    const ofType = lines.get(type);
    if (ofType) ofType.push(line);
    else lines.set(type, [line]);
  }
  loaded = { types: new Set(head.split("\t").slice(1)), lines };
  return loaded;
}
