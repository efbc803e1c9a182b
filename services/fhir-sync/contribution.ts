import { elementOf, requiredElements } from "@tributary/fhir/elements";
import type { Identifier, Resource } from "@tributary/fhir/resource";
import { REGISTRY } from "./claims.ts";

/** The JSON members of one value; empty if there is no value. */
export type Value = Readonly<Record<string, unknown>>;

/** What one write added to a resource, recorded so that exactly this can be removed again. */
export interface Contribution {
  /** Tags the versions that hold this contribution. */
  readonly token: string;
  /** List elements, whose members may come from several writers. Metadata is named `meta.tag`. */
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
  /** Single-valued elements: the value set, and the value of others that it replaced. */
  readonly values: Readonly<Record<string, { readonly set: Value; readonly was: Value }>>;
}

const TOKEN = "urn:tributary:contribution";
/** The token of contributions made before contributions were tagged. */
export const UNTAGGED = "";
const META = "meta.";

/** The resource with `saying` added, and the contribution: what others had not said already. Other content stays. */
export function contribute<R extends Resource>(
  others: R,
  saying: R,
  token: string,
): { readonly resource: R; readonly contribution: Contribution } {
  const lists: Record<string, readonly unknown[]> = {};
  const values: Record<string, { set: Value; was: Value }> = {};
  let members: Value = membersOf(others);
  for (const [element, set] of elementsOf(saying)) {
    const list = set[element];
    const held = members[element] ?? [];
    // Extensions of primitives are in a second list, matched by position, so both lists count as one value.
    const isPlain = Object.keys(set).length === 1 && members[`_${element}`] === undefined;
    if (Array.isArray(list) && Array.isArray(held) && isPlain) {
      const added = distinct(list).filter(one => !held.some(other => isEqual(one, other)));
      if (added.length === 0) continue;
      lists[element] = added;
      members = { ...members, [element]: [...added, ...held] };
    } else {
      const was = valueIn(members, others.resourceType, element);
      if (isSaid(set, was)) continue;
      values[element] = { set, was };
      members = withValue(members, others.resourceType, element, set);
    }
  }
  return { resource: withToken(resourceOf<R>(members), token), contribution: { token, lists, values } };
}

/** The resource without a contribution: its additions removed, the values that it replaced restored. */
export function withoutContribution<R extends Resource>(resource: R, contribution: Contribution | undefined): R {
  const bare = withToken(resource, undefined);
  if (contribution === undefined) return bare;
  let members: Value = membersOf(bare);
  for (const [element, added] of Object.entries(contribution.lists)) {
    const held = [...((members[element] ?? []) as readonly unknown[])];
    for (const one of added) {
      const index = held.findIndex(other => isEqual(one, other));
      if (index >= 0) held.splice(index, 1);
    }
    members = { ...members, [element]: held.length > 0 ? held : undefined };
  }
  for (const [element, { set, was }] of Object.entries(contribution.values)) {
    // Whoever changed the value since then meant to.
    if (isEqual(valueIn(members, resource.resourceType, element), set))
      members = withValue(members, resource.resourceType, element, was);
  }
  return resourceOf<R>(members);
}

/** The others' content, completed with the current values of elements that the type requires. */
export function withRequired<R extends Resource>(others: R, current: R): R {
  let members: Value = membersOf(others);
  for (const element of requiredElements(others.resourceType))
    if (Object.keys(valueIn(members, others.resourceType, element)).length === 0)
      members = { ...members, ...valueIn(membersOf(current), others.resourceType, element) };
  return resourceOf<R>(members);
}

/**
 * The begun contribution that a version holds. A version written without regard to the previous one holds none: it lacks the
 * registry's identifier, though the data store may have kept the tag.
 */
export function contributionIn(resource: Resource, begun: readonly Contribution[]): Contribution | undefined {
  const token = tokenOf(resource) ?? UNTAGGED;
  const known = begun.find(contribution => contribution.token === token);
  const found = known ?? (token === UNTAGGED ? undefined : begun.at(-1));
  const marks = (found?.lists.identifier ?? []).filter(identifier => (identifier as Identifier).system === REGISTRY);
  const { identifier = [] } = resource as { readonly identifier?: readonly Identifier[] };
  return marks.every(mark => identifier.some(other => isEqual(mark, other))) ? found : undefined;
}

/** The token in a version's tag. */
export function tokenOf({ meta }: Resource): string | undefined {
  return meta?.tag?.find(({ system }) => system === TOKEN)?.code;
}

/** Whether a resource has any content besides this system's own metadata. */
export function isSaidByOthers({ resourceType: _type, id: _id, meta, ...content }: Resource): boolean {
  if (Object.keys(content).length > 0) return true;
  const { versionId: _version, lastUpdated: _time, source: _source, tag = [], ...more } = meta ?? {};
  return Object.keys(more).length > 0 || tag.some(({ system }) => !system?.startsWith("urn:tributary:"));
}

/** Whether two resources have the same content; version, time, source and this system's tags do not count. */
export function isSame(one: Resource, other: Resource): boolean {
  return isEqual(content(one), content(other));
}

function content({ meta, ...elements }: Resource): object {
  const { versionId: _version, lastUpdated: _time, source: _source, tag = [], ...more } = meta ?? {};
  return { ...elements, meta: { ...more, tag: tag.filter(({ system }) => !system?.startsWith("urn:tributary:")) } };
}

/** Whether two JSON values are equal, whatever the order of their members. */
export function isEqual(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function withToken<R extends Resource>({ meta, ...resource }: R, token: string | undefined): R {
  const { tag = [], ...more } = meta ?? {};
  const tags = [
    ...tag.filter(({ system }) => system !== TOKEN),
    ...(token === undefined ? [] : [{ system: TOKEN, code: token }]),
  ];
  const next = { ...more, ...(tags.length > 0 && { tag: tags }) };
  return { ...resource, ...(Object.keys(next).length > 0 && { meta: next }) } as unknown as R;
}

/** The members of a resource, flat: metadata is named `meta.tag` and so on. */
function membersOf({ meta = {}, ...members }: Resource): Value {
  return { ...members, ...Object.fromEntries(Object.entries(meta).map(([name, value]) => [META + name, value])) };
}

function resourceOf<R extends Resource>(members: Value): R {
  const told = Object.entries(members).filter(([, value]) => value !== undefined);
  const meta = told.filter(([name]) => name.startsWith(META)).map(([name, value]) => [name.slice(META.length), value]);
  const rest = told.filter(([name]) => !name.startsWith(META));
  return Object.fromEntries([...rest, ...(meta.length > 0 ? [["meta", Object.fromEntries(meta)]] : [])]) as R;
}

/** The content of a resource by element: one member, or the members of a value and its extensions. */
function elementsOf(saying: Resource): ReadonlyMap<string, Value> {
  const { resourceType, id: _id, ...members } = membersOf(saying);
  const elements = new Map<string, Value>();
  for (const [member, value] of Object.entries(members)) {
    const element = elementOf(saying.resourceType, member);
    elements.set(element, { ...elements.get(element), [member]: value });
  }
  return elements;
}

function valueIn(members: Value, type: string, element: string): Value {
  return Object.fromEntries(Object.entries(members).filter(([member]) => elementOf(type, member) === element));
}

function withValue(members: Value, type: string, element: string, value: Value): Value {
  const others = Object.entries(members).filter(([member]) => elementOf(type, member) !== element);
  return { ...Object.fromEntries(others), ...value };
}

/** Whether the value held says at least what `set` says: a time of death also says that somebody died. */
function isSaid(set: Value, held: Value): boolean {
  if (set.deceasedBoolean === true && held.deceasedDateTime !== undefined) return true;
  // A known birth date also says that there is one.
  if (set._birthDate !== undefined && held.birthDate !== undefined) return true;
  return Object.entries(set).every(([member, value]) => isEqual(value, held[member]));
}

function distinct(elements: readonly unknown[]): unknown[] {
  return elements.filter((element, index) => elements.findIndex(other => isEqual(element, other)) === index);
}

/** Canonical JSON: names sorted. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
