import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { isResourceType, type SearchParameter, searchParameters } from "./search-parameters.ts";
import { anyOf, type Criterion, type Sql } from "./sql.ts";
import { valueCriterion } from "./value-criteria.ts";
import { type Visibility, visible } from "./visibility.ts";

const TABLES = {
  token: "tokens",
  uri: "tokens",
  string: "strings",
  date: "dates",
  reference: "references",
  quantity: "quantities",
  number: "quantities",
} as const;

/** What one parameter of a search asks for, chained or not; 400 names the parameter that is not supported. */
export function parseCriterion(
  scope: FhirScope,
  visibility: Visibility,
  type: string,
  name: string,
  value: string,
): Criterion {
  if (name.startsWith("_has:")) return reverseChain(scope, visibility, type, name, value);
  const dot = name.indexOf(".");
  if (dot >= 0) return chain(scope, visibility, type, name.slice(0, dot), name.slice(dot + 1), value);
  const [code = "", modifier] = name.split(":");
  if (code === "_id") return byId(scope, type, modifier, value);
  const parameter = parameterOf(type, code, modifier);
  if (modifier === "missing") return missing(scope, parameter, type, value);
  const negated = modifier === "not" && parameter.kind === "token";
  const criterion = anyOf(
    alternatives(code, value).map(one => valueCriterion(parameter, negated ? undefined : modifier, one)),
  );
  return negated ? allBut(scope, type, criterion) : criterion;
}

/**
 * `a,b` asks for any of the two; `\,` is a comma. 400 when one is empty: texts all start with nothing, and a client whose
 * value was not set would find, or delete, everything.
 */
function alternatives(code: string, value: string): string[] {
  const texts = value.split(/(?<!\\),/).map(text => text.replace(/\\([,$|\\])/g, "$1"));
  if (texts.includes("")) throw fhirError(400, `${named(code)} has an empty value.`);
  return texts;
}

function parameterOf(type: string, code: string, modifier?: string): SearchParameter {
  const found = searchParameters(type).get(code);
  if (found) return found;
  const name = [code, ...(modifier === undefined ? [] : [modifier])].map(named).join(":");
  throw fhirError(400, `The search parameter ${name} of ${type} is not supported.`);
}

/** A parameter's name as it may be repeated: names are no values, but what is no name may be one. */
function named(code: string): string {
  return /^_?[a-z][a-z-]{0,40}$/i.test(code) ? code : "(not a name)";
}

function byId(scope: FhirScope, type: string, modifier: string | undefined, value: string): Criterion {
  if (modifier !== undefined && modifier !== "not") throw fhirError(400, "This modifier of _id is not supported.");
  const ids = alternatives("_id", value);
  const places = ids.map(() => "?").join(", ");
  const criterion = {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND id IN (${places})`,
    values: [scope.datastore.number, type, ...ids],
    rank: 0,
  };
  return modifier === "not" ? allBut(scope, type, criterion) : criterion;
}

function allBut({ datastore }: FhirScope, type: string, { text, values }: Sql): Criterion {
  return {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND doc NOT IN (${text})`,
    values: [datastore.number, type, ...values],
    rank: 9,
  };
}

function missing(scope: FhirScope, { kind, key, code }: SearchParameter, type: string, value: string): Criterion {
  if (value !== "true" && value !== "false") throw fhirError(400, `${code}:missing is neither true nor false.`);
  const having = { text: `SELECT doc FROM healthlake_${TABLES[kind]} WHERE param = ?`, values: [key], rank: 8 };
  return value === "true" ? allBut(scope, type, having) : having;
}

/** `subject:Patient.name=Ann`: a reference to something that fulfils a criterion of its own. */
function chain(
  scope: FhirScope,
  visibility: Visibility,
  type: string,
  link: string,
  rest: string,
  value: string,
): Criterion {
  const [code = "", given] = link.split(":");
  const { key, kind, targets } = parameterOf(type, code);
  if (kind !== "reference") throw fhirError(400, `${code} is not a reference.`);
  const types = given === undefined ? targets : [given];
  if (types.length === 0 || !types.every(isResourceType))
    throw fhirError(400, `The chain of ${code} must name a type, as in ${code}:Patient.`);
  const usable = types.filter(target => types.length === 1 || supports(target, rest));
  if (usable.length === 0) throw fhirError(400, `No type that ${code} refers to has this parameter.`);
  const seen = visible(scope, visibility);
  const each = usable.map((target): Criterion => {
    const inner = parseCriterion(scope, visibility, target, rest, value);
    return {
      text: `SELECT doc FROM healthlake_references WHERE param = ? AND target IN (
        SELECT d.type || '/' || d.id FROM healthlake_docs d
        WHERE d.doc IN (${inner.text}) AND d.store = ? AND d.type = ? AND ${seen.text})`,
      values: [key, ...inner.values, scope.datastore.number, target, ...seen.values],
      rank: 3,
    };
  });
  return anyOf(each);
}

function supports(type: string, name: string): boolean {
  const [code = ""] = name.split(/[:.]/);
  return code === "_id" || searchParameters(type).has(code);
}

/** `_has:Observation:patient:code=1234`: something that fulfils a criterion refers to it. */
function reverseChain(scope: FhirScope, visibility: Visibility, type: string, name: string, value: string): Criterion {
  const [, from = "", code = "", ...rest] = name.split(":");
  if (!isResourceType(from) || rest.length === 0)
    throw fhirError(400, "_has must be as in _has:Observation:patient:code.");
  const { key, kind } = parameterOf(from, code);
  if (kind !== "reference") throw fhirError(400, `${code} is not a reference.`);
  const inner = parseCriterion(scope, visibility, from, rest.join(":"), value);
  const seen = visible(scope, visibility);
  const prefix = `${type}/`;
  return {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND id IN (
      SELECT substr(r.target, ?) FROM healthlake_docs d JOIN healthlake_references r ON r.doc = d.doc
      WHERE r.param = ? AND r.target >= ? AND r.target < ? AND d.doc IN (${inner.text}) AND d.store = ? AND ${seen.text})`,
    values: [
      scope.datastore.number,
      type,
      prefix.length + 1,
      key,
      prefix,
      `${type}0`, // The character after the slash.
      ...inner.values,
      scope.datastore.number,
      ...seen.values,
    ],
    rank: 3,
  };
}
