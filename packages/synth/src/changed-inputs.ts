import type { GraphResource } from "./graph.ts";
import type { Replacing } from "./replacement-rule.ts";
import { replacementTable } from "./replacement-table.ts";

/** An input whose change loses data: all that the resource holds, or what `loses` says. */
export interface ChangedInput {
  readonly path: string;
  /** As JSON; empty where the values are not to be shown. */
  readonly from: string;
  readonly to: string;
  readonly loses?: string;
}

/** The inputs of a resource that changed and cannot without a replacement, or without a loss. */
export function changedInputs(old: GraphResource, now: GraphResource): ChangedInput[] {
  const { ignoreChanges = [], replaceOnChanges = [] } = now.deployment ?? {};
  const changes: ChangedInput[] = [];
  for (const [path, replacing] of Object.entries(replacementTable[old.type]?.replaces ?? {})) {
    const [from, to] = [valueAt(old.inputs, path), valueAt(now.inputs, path)];
    if (!isReplaced(from, to, replacing) || ignoreChanges.includes(path)) continue;
    const { loses } = replacing;
    changes.push({ path, from: canonical(from), to: canonical(to), ...(loses === undefined ? {} : { loses }) });
  }
  const [from, to] = [keyTypes(old), keyTypes(now)];
  if (from !== to && !changes.some(({ path }) => path === "hashKey" || path === "rangeKey"))
    changes.push({ path: "attributes", from, to });
  // The program's own wish: an input may be anything, so its values are not shown.
  for (const path of replaceOnChanges)
    if (canonical(inputAround(old, path)) !== canonical(inputAround(now, path)))
      changes.push({ path, from: "", to: "" });
  return changes;
}

/**
 * The value at the plain start of a Pulumi property path. Wildcards, indexes and quoted names are cut off, so that no change
 * is missed. https://www.pulumi.com/docs/iac/concepts/options/replaceonchanges/
 */
function inputAround({ inputs }: GraphResource, path: string): unknown {
  const [names = ""] = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/.exec(path) ?? [];
  return names === "" ? inputs : valueAt(inputs, names);
}

/** The value at a path of property names; undefined where there is none. */
export function valueAt(inputs: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], inputs);
}

function isReplaced(from: unknown, to: unknown, { when, absent }: Replacing): boolean {
  const old = from ?? absent;
  if (canonical(old) === canonical(to ?? absent)) return false;
  switch (when) {
    case "changed":
      return true;
    case "set":
      return to !== undefined && to !== "";
    case "left":
      return old !== undefined && old !== absent;
    case "decreased":
      return typeof from === "number" && typeof to === "number" && to !== 0 && to < from;
  }
}

/** The provider treats lists of indexes and attributes as sets, and an empty one as absent. */
function canonical(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  return Array.isArray(value) ? `[${value.map(each => JSON.stringify(each)).sort()}]` : JSON.stringify(value);
}

/**
 * The types of a table's key attributes. DynamoDB cannot update them, and CloudFormation replaces the table.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
function keyTypes({ inputs, type }: GraphResource): string {
  if (type !== "aws:dynamodb/table:Table") return "none";
  const { attributes, hashKey, rangeKey } = inputs;
  const keys = Array.isArray(attributes) ? attributes.filter(({ name }) => name === hashKey || name === rangeKey) : [];
  return canonical(keys);
}
