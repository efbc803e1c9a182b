import { type ChangedInput, changedInputs, valueAt } from "./changed-inputs.ts";
import type { Graph, GraphResource } from "./graph.ts";
import { replacementTable } from "./replacement-table.ts";
import { identityText } from "./resource-identity.ts";

/** A change of the program that replaces, deletes or abandons a resource that holds data. */
export interface DataLoss {
  /** Name in the program. */
  readonly resource: string;
  readonly type: string;
  /** What changed, old → new: `hashKey "pk" → "id"`. */
  readonly change: string;
  /** What a deployment does, and what that loses. */
  readonly consequence: string;
}

/**
 * What a deployment of `after` over `before` would lose: resources of types that hold data which are gone, have another
 * place or name without an alias, or have a change that makes the provider replace them.
 */
export function dataLosses(before: Graph, after: Graph): DataLoss[] {
  const held = before.resources.filter(({ type }) => replacementTable[type]?.holds !== undefined);
  const change = `app ${JSON.stringify(before.app)} → ${JSON.stringify(after.app)}`;
  if (before.app !== after.app)
    return held.map(resource => loss(resource, change, `makes another ${kind(resource)} for the other app`));
  const losses = held.flatMap(resource => lossOf(resource, after));
  return [...losses, ...followingLosses(losses, before, after)];
}

function lossOf(old: GraphResource, after: Graph): DataLoss[] {
  const sameName = after.resources.find(({ type, name }) => type === old.type && name === old.name);
  const stayed = sameName !== undefined && [undefined, within(sameName)].includes(within(old));
  const now = stayed ? sameName : after.resources.find(({ deployment }) => deployment?.aliases?.some(isAliasOf(old)));
  if (now !== undefined) return lossBy(changedInputs(old, now), old);
  if (sameName === undefined) {
    const hint = `If it has another name now, keep it with aliases: [{ name: "${old.parent ?? old.name}" }].`;
    return [loss(old, "no longer in the program", "deletes it", hint)];
  }
  const moved = `component ${within(old) || "none"} → ${within(sameName) || "none"}`;
  const hint = `Keep it with an alias of where it was: ${identityText({ ...old, within: within(old) ?? "" })}.`;
  return [loss(old, moved, `deletes it and makes another ${kind(old)}`, hint)];
}

/** One loss for all inputs that changed; the whole resource, if one of them replaces it. */
function lossBy(changes: readonly ChangedInput[], old: GraphResource): DataLoss[] {
  if (changes.length === 0) return [];
  const change = changes.map(({ path, from, to }) => (from === to ? path : `${path} ${from} → ${to}`)).join(", ");
  const [loses, ...others] = new Set(changes.map(each => each.loses));
  if (loses === undefined || others.length > 0) return [loss(old, change, "replaces it")];
  return [{ resource: old.name, type: old.type, change, consequence: `A deployment loses ${loses}.` }];
}

/** Resources replaced because an input that cannot change refers to a resource whose id or ARN changes. */
function followingLosses(losses: readonly DataLoss[], before: Graph, after: Graph): DataLoss[] {
  return losses.flatMap(({ resource: name, type }) => {
    const gone = before.resources.find(each => each.type === type && each.name === name);
    if (gone === undefined || replacementTable[type]?.assignedId === undefined) return [];
    const names = [gone.id, ...Object.values(gone.outputs)];
    return after.resources.flatMap(held => {
      const isHeld = (each: GraphResource) => each.type === held.type && each.name === held.name;
      if (!before.resources.some(isHeld)) return [];
      if (losses.some(each => each.type === held.type && each.resource === held.name)) return [];
      const inputs = Object.keys(replacementTable[held.type]?.replaces ?? {});
      const path = inputs.find(input => names.some(each => mentions(valueAt(held.inputs, input), each)));
      return path === undefined ? [] : [loss(held, `${path} names ${name}, which gets another id`, "replaces it")];
    });
  });
}

const mentions = (value: unknown, name: unknown): boolean =>
  typeof value === "object" && value !== null
    ? Object.values(value).some(each => mentions(each, name))
    : value === name && name !== "";

/** The components around a resource; undefined in a graph that predates their record. */
function within({ deployment, parent }: GraphResource): string | undefined {
  return deployment?.within ?? (deployment === undefined && parent !== undefined ? undefined : "");
}

const isAliasOf = (old: GraphResource) => (alias: string) => {
  const around = within(old);
  return around === undefined
    ? alias.endsWith(`${old.type}::${old.name}`)
    : alias === identityText({ ...old, within: around });
};

/** `Table` of `aws:dynamodb/table:Table`. */
const kind = ({ type }: GraphResource) => type.slice(type.lastIndexOf(":") + 1);

function loss(resource: GraphResource, change: string, deed: string, hint?: string): DataLoss {
  const { name, type, retain } = resource;
  const { holds } = replacementTable[type]!;
  const lost = retain
    ? `the old one stays in the account, but the program goes on without ${holds}`
    : `${holds} are lost`;
  const consequence = `A deployment ${deed}: ${lost}.${hint === undefined ? "" : ` ${hint}`}`;
  return { resource: name, type, change, consequence };
}
