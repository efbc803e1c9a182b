import type { Address, ContactPoint, HumanName, Identifier, Patient } from "@tributary/fhir/resource";
import { REGISTRY } from "./claims.ts";

/** Elements of a Patient to which several may contribute, each their own. */
const LISTS = ["identifier", "name", "telecom", "address"] as const;

/** Elements that have one value, with all members that tell it. */
const VALUES = {
  active: ["active", "_active"],
  gender: ["gender", "_gender"],
  birthDate: ["birthDate", "_birthDate"],
  deceased: ["deceasedBoolean", "_deceasedBoolean", "deceasedDateTime", "_deceasedDateTime"],
} as const;

type ListName = (typeof LISTS)[number];
type ValueName = keyof typeof VALUES;

/** The members of one value, as FHIR's JSON has them; none when there is no value. */
export type Value = Readonly<Record<string, unknown>>;

/** What the registry says of a patient. Where it says nothing of a value, others decide. */
export interface Saying {
  readonly identifier: readonly Identifier[];
  readonly name: readonly HumanName[];
  readonly telecom: readonly ContactPoint[];
  readonly address: readonly Address[];
  readonly values: Readonly<Partial<Record<ValueName, Value>>>;
}

/** What one write added to a Patient, so that exactly that can be taken away again. */
export interface Contribution {
  /** Stands in a tag of the versions that hold this contribution. */
  readonly token: string;
  readonly lists: Readonly<Partial<Record<ListName, readonly object[]>>>;
  /** Values that were set, and those of others that had to give way. */
  readonly values: Readonly<Partial<Record<ValueName, { readonly set: Value; readonly was: Value }>>>;
}

const TOKEN = "urn:tributary:contribution";

/** The Patient with what the registry says, and what of that others did not say already. Other content stays. */
export function contribute(
  others: Patient,
  saying: Saying,
  token: string,
): { readonly patient: Patient; readonly contribution: Contribution } {
  const lists: Record<string, readonly object[]> = {};
  const values: Record<string, { set: Value; was: Value }> = {};
  let patient: Record<string, unknown> = { ...others };
  for (const name of LISTS) {
    const held: readonly object[] = others[name] ?? [];
    const added = distinct(saying[name]).filter(element => !held.some(other => isEqual(element, other)));
    if (added.length === 0) continue;
    lists[name] = added;
    patient[name] = [...added, ...held];
  }
  for (const name of namesOf(saying.values)) {
    const [set, was] = [saying.values[name] ?? {}, heldValue(others, name)];
    if (isSaid(set, was)) continue;
    values[name] = { set, was };
    patient = withValue(patient, name, set);
  }
  return { patient: withToken(patient as unknown as Patient, token), contribution: { token, lists, values } };
}

/** The Patient as others have it: without a contribution, and with the values that had to give way to it. */
export function withoutContribution(patient: Patient, contribution: Contribution | undefined): Patient {
  let left: Record<string, unknown> = { ...withToken(patient, undefined) };
  if (contribution === undefined) return left as unknown as Patient;
  for (const name of LISTS) {
    const held = [...((patient[name] ?? []) as readonly object[])];
    for (const element of contribution.lists[name] ?? []) {
      const index = held.findIndex(other => isEqual(element, other));
      if (index >= 0) held.splice(index, 1);
    }
    if (held.length > 0) left[name] = held;
    else delete left[name];
  }
  for (const name of namesOf(contribution.values)) {
    const { set, was } = contribution.values[name] ?? { set: {}, was: {} };
    // Somebody who changed the value since then meant it.
    if (isEqual(heldValue(patient, name), set)) left = withValue(left, name, was);
  }
  return left as unknown as Patient;
}

/**
 * Which of the contributions that were begun is in a version. None is in one that somebody wrote without regard to what was
 * there: then the registry's identifier is missing, though the data store may have kept the tag.
 */
export function contributionIn(patient: Patient, begun: readonly Contribution[]): Contribution | undefined {
  const token = tokenOf(patient);
  if (token === undefined) return undefined;
  const found = begun.find(contribution => contribution.token === token) ?? begun.at(-1);
  const marks = (found?.lists.identifier ?? []).filter(identifier => (identifier as Identifier).system === REGISTRY);
  return marks.every(mark => patient.identifier?.some(other => isEqual(mark, other))) ? found : undefined;
}

/** The token of the contribution that a version says it holds. */
export function tokenOf({ meta }: Patient): string | undefined {
  return meta?.tag?.find(({ system }) => system === TOKEN)?.code;
}

/** Whether anybody said anything in a Patient but how this system came to write it. */
export function isSaidByOthers({ resourceType: _type, id: _id, meta, ...content }: Patient): boolean {
  if (Object.keys(content).length > 0) return true;
  const { versionId: _version, lastUpdated: _time, source: _source, tag = [], ...more } = meta ?? {};
  return Object.keys(more).length > 0 || tag.some(({ system }) => !system?.startsWith("urn:tributary:"));
}

/** Whether two Patients say the same, apart from their metadata. */
export function isSame(one: Patient, other: Patient): boolean {
  return isEqual({ ...one, meta: undefined }, { ...other, meta: undefined });
}

/** Whether two values of JSON say the same, in whatever order their members stand. */
export function isEqual(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function withToken({ meta, ...patient }: Patient, token: string | undefined): Patient {
  const { tag = [], ...more } = meta ?? {};
  const tags = [
    ...tag.filter(({ system }) => system !== TOKEN),
    ...(token === undefined ? [] : [{ system: TOKEN, code: token }]),
  ];
  const next = { ...more, ...(tags.length > 0 && { tag: tags }) };
  return { ...patient, ...(Object.keys(next).length > 0 && { meta: next }) } as Patient;
}

function heldValue(patient: Patient, name: ValueName): Value {
  const members = Object.entries(patient).filter(([member]) => (VALUES[name] as readonly string[]).includes(member));
  return Object.fromEntries(members);
}

function withValue(patient: Readonly<Record<string, unknown>>, name: ValueName, value: Value): Record<string, unknown> {
  const others = Object.entries(patient).filter(([member]) => !(VALUES[name] as readonly string[]).includes(member));
  return { ...Object.fromEntries(others), ...value };
}

/** Whether a value says what is to be said, and perhaps more: not only that somebody died, but when. */
function isSaid(set: Value, held: Value): boolean {
  if (set.deceasedBoolean === true && held.deceasedDateTime !== undefined) return true;
  if (set._birthDate !== undefined && held.birthDate !== undefined) return true;
  return Object.entries(set).every(([member, value]) => isEqual(value, held[member]));
}

function distinct(elements: readonly object[]): object[] {
  return elements.filter((element, index) => elements.findIndex(other => isEqual(element, other)) === index);
}

function namesOf(values: Readonly<Partial<Record<ValueName, unknown>>>): ValueName[] {
  return Object.keys(values) as ValueName[];
}

/** One text for one meaning: names in order. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
