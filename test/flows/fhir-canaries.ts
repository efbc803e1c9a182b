import { checkPrimitive } from "@tributary/fhir/check-primitive";
import { definitionOf, type Field, primitiveOf } from "@tributary/fhir/definition";

type Json = Record<string, unknown>;

/** A resource as it is planted: of a known type, under an id. */
export interface PlantedResource extends Json {
  readonly resourceType: "Patient";
  readonly id: string;
}

const TYPES = ["Patient", "Observation", "Condition", "DocumentReference", "MedicationRequest", "Basic"] as const;

/** How deep complex elements are filled in; what is required goes on below. */
const DEPTH = 3;

/** Valid resources of several types, with a canary in every primitive field that a text fits in, also in their ids. */
export function plantedResources(): PlantedResource[] {
  return TYPES.map((resourceType, index) => {
    const filled = { ...(filledIn(resourceType, DEPTH) as Json), resourceType, id: `canary-${index}` };
    const subject = { reference: "Patient/canary-0", display: "Canary" };
    return (resourceType === "Patient" ? filled : { ...filled, subject }) as unknown as PlantedResource;
  });
}

/** Resources that no schema takes: one a field and kind of mistake, and names that are values. */
export function invalidResources(): PlantedResource[] {
  const base = (resourceType: string, number: number) => ({ resourceType, id: `canary-bad-${number}` });
  const mistakes: readonly ((name: string) => Json)[] = [
    name => ({ [name]: { Canary: "Canary" } }),
    name => ({ [name]: [["Canary"]] }),
    name => ({ [name]: [{ [`Canary ${name}`]: "Canary" }] }),
  ];
  const bad = (["Patient", "Observation"] as const).flatMap(type =>
    [...(definitionOf(type)?.fields.keys() ?? [])].flatMap(name =>
      mistakes.map((mistake, index) => ({ ...base(type, index), ...mistake(name) })),
    ),
  );
  return [
    ...bad,
    { ...base("Patient", 0), "Canary 1974-12-25": "Canary" },
    { ...base("Wizard", 0), name: "Canary" },
    { ...base("Patient", 0), id: "Canary with spaces" },
    { ...base("Patient", 0), id: `canary-${"x".repeat(64)}` },
  ] as unknown as PlantedResource[];
}

/** Metadata with tags that look like this system's own, and hold what nobody asked them to. */
export function foreignTags(): object[] {
  const tagged = (causedBy: string, correlationId: string) => ({
    source: "urn:tributary:canary",
    tag: [
      { system: "urn:tributary:caused-by", code: causedBy },
      { system: "urn:tributary:correlation", code: correlationId },
      { system: "urn:tributary:next", code: "canary" },
    ],
  });
  return [tagged("Canary", "Canary"), tagged("c".repeat(32), "Canary".padEnd(200, "-"))];
}

/** Bodies for the queues of notices and windows that nobody can take. */
export function plantedNotices(): string[] {
  const bundle = (status: unknown, ...more: unknown[]) => ({
    resourceType: "Bundle",
    id: "Canary",
    entry: [{ fullUrl: "Canary", resource: status }, ...more],
  });
  const event = (part: unknown) => ({ name: "notification-event", part });
  const parameters = (...parameter: unknown[]) => ({ resourceType: "Parameters", id: "Canary", parameter });
  const subscription = { name: "subscription", valueReference: { reference: "Subscription/canary" } };
  const bodies: unknown[] = [
    "Canary",
    { Canary: "Canary" },
    { kind: "Canary" },
    { kind: "window", resourceType: "Canary 1", from: "Canary", to: "Canary", passes: "Canary" },
    { kind: "gap-check", subscriptionId: ["Canary"], bucket: "Canary" },
    { kind: "reconcile", types: ["Canary Canary"] },
    {
      kind: "reconcile",
      types: ["Patient"],
      cursor: { resourceType: "canary", listedTo: "Canary", knownTo: ["Canary"] },
    },
    { detail: { eventTime: "Canary", eventName: "Canary", requestParameters: { datastoreId: ["Canary"] } } },
    { "Canary 1974-12-25": bundle(parameters()) },
    { detail: JSON.stringify({ "Peter Canary": bundle(parameters({ name: "Canary", valueString: "Canary" })) }) },
    { detail: bundle(parameters(subscription, event("Canary"))) },
    { detail: bundle(parameters(subscription, event([{ name: "event-number", valueString: "Canary" }]))) },
    {
      detail: bundle(
        parameters(
          subscription,
          event([
            { name: "event-number", valueString: "1" },
            { name: "timestamp", valueInstant: "Canary" },
            { name: "focus", valueReference: { reference: "Patient/Canary with spaces", display: "Canary" } },
          ]),
        ),
      ),
    },
  ];
  return ["Canary", '{"name": "Canary', ...bodies.map(body => JSON.stringify(body))];
}

function filledIn(type: string, depth: number): unknown {
  const definition = definitionOf(type);
  if (definition === undefined) return planted(type);
  const chosen = new Set<string>();
  const fields = [...definition.fields].filter(([name, { isRequired, isCompanion, choice }]) => {
    if (
      isCompanion ||
      !(isRequired || definition.requiredChoices.includes(choice ?? "") || (depth > 0 && name !== "extension"))
    )
      return false;
    const isSecond = choice !== undefined && chosen.has(choice);
    if (choice !== undefined) chosen.add(choice);
    return !isSecond;
  });
  return Object.fromEntries(
    fields.flatMap(([name, field]) => fieldOf(name, field, Math.max(depth - 1, field.isRequired ? 1 : 0))),
  );
}

function fieldOf(name: string, field: Field, depth: number): [string, unknown][] {
  if (field.type === "ResourceList") return [];
  const value = field.codes ? [...field.codes][0] : filledIn(field.type, depth);
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (isEmpty) return [];
  return [[name, field.isArray ? [value] : value]];
}

/** For the types that take no text of ours. */
const others: Readonly<Record<string, unknown>> = {
  date: "1974-12-25",
  dateTime: "1974-12-25T10:00:00Z",
  instant: "1974-12-25T10:00:00Z",
  time: "10:00:00",
  oid: "urn:oid:1.2.3",
  uuid: "urn:uuid:00000000-0000-0000-0000-000000000000",
};

function planted(type: string): unknown {
  const json = primitiveOf(type)?.type;
  if (json === "number") return 1;
  if (json === "boolean") return true;
  const found = [
    "Canary words",
    "Canary",
    "canaryay",
    others[type],
    '<div xmlns="http://www.w3.org/1999/xhtml">Canary</div>',
  ].find(text => text !== undefined && checkPrimitive(type)?.accepts(text));
  if (found === undefined) throw new Error(`No value for ${type}.`);
  return found;
}
