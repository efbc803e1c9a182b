import { errorName } from "@tributary/contract/error-name";
import type { Violation } from "@tributary/contract/event-contract";
import { receives } from "@tributary/contracts/fhir-sync.operations";
import { PermanentError } from "@tributary/delivery/permanent-error";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import type { ChangeDetail, ItemEvent, ItemOf, KeyOf } from "./change-detail.ts";
import type { Stated } from "./claims.ts";
import { type ItemState, MAIN, type Part, presence } from "./item-state.ts";

/** Maps items to FHIR resources of one type, one per key. */
export interface Mapping {
  /** Unique. It is part of keys: after a rename, every resource would be created a second time. */
  readonly name: string;
  readonly resourceType: ResourceType;
  /** The service that owns the items. */
  readonly origin: string;
  /** The events that carry the items. */
  readonly events: readonly ItemEvent[];
  /** The resource that an event is about, and the part of its state. */
  placeOf(event: ChangeDetail): { readonly key: string; readonly part: string };
  /** What makes an event permanently unacceptable. */
  refusalsOf?(event: ChangeDetail): Violation[];
  /** The resource; undefined if the item leads to none. The part `MAIN` has an image. */
  readonly make: (parts: Readonly<Record<string, Part>>, key: string) => Resource | undefined;
  /** Identifiers that claim that the resource is a certain person. Only for Patients. */
  readonly identifiers?: (state: ItemState) => readonly Stated[];
}

/** What a mapping gets besides the item. */
export interface ItemContext<Event extends ItemEvent> {
  /** What identifies the item. */
  readonly key: KeyOf<Event>;
  /** When the item changed, ISO 8601. */
  readonly occurredAt: string;
}

/** The item as a FHIR resource without an id; undefined if it leads to none. Pure. */
export type MapItem<Event extends ItemEvent, Type extends ResourceType> = (
  item: ItemOf<Event>,
  context: ItemContext<Event>,
) => Resource<Type> | undefined;

/** Maps each item of an event to a resource of its own. Not for Patients: identifiers decide who has one already. */
export function mapping<Event extends ItemEvent, Type extends Exclude<ResourceType, "Patient">>(
  name: string,
  event: Event,
  resourceType: Type,
  map: MapItem<Event, Type>,
): Mapping {
  if ((resourceType as string) === "Patient")
    throw new TypeError(`${name}: a Patient is a person's. Extend fhir-patient.ts, which knows who has one already.`);
  return {
    name,
    resourceType,
    origin: originOf(event),
    events: [event],
    placeOf: ({ metadata }) => ({ key: `${name}/${resourceType}#${metadata.subject}`, part: MAIN }),
    make(parts) {
      const { image, key, occurredAt = "" } = parts[MAIN] ?? {};
      return map(image as ItemOf<Event>, { key: key as KeyOf<Event>, occurredAt });
    },
  };
}

/** The service that sends an event: `patient-registry` for the source `tributary.patient-registry`. */
export function originOf(event: ItemEvent): string {
  const { source } = receives[event].contract;
  return source.slice(source.lastIndexOf(".") + 1);
}

/** What a state asks of the data store: no resource, this one, or no change. */
export type Wish =
  | { readonly want: "undecided" | "absent" }
  | { readonly want: "present"; readonly resource: Resource };

/**
 * What the data store has to hold for a key, given the state of its item. Throws a PermanentError if the mapping fails or makes no
 * valid resource.
 */
export function decide({ mapping, key }: { readonly mapping: Mapping; readonly key: string }, state: ItemState): Wish {
  const { name, resourceType, make } = mapping;
  const want = presence(state);
  if (want !== "present") return { want };
  let made: unknown;
  try {
    // A copy, so that no mapping changes the state; and through JSON, which is what the data store gets.
    const resource = make(structuredClone(state.parts), key);
    made = resource === undefined ? undefined : parseFhirJson(JSON.stringify(resource));
  } catch (cause) {
    const message = `cannot be made: the mapping ${name} failed with ${errorName(cause)}`;
    throw invalid([{ pointer: `/${resourceType}`, keyword: "mapping", message }], cause);
  }
  if (made === undefined) return { want: "absent" };
  const violations = violationsOf(made, resourceType);
  if (violations.length > 0)
    throw invalid(violations.map(one => ({ ...one, pointer: `/${resourceType}${one.pointer}` })));
  return { want, resource: made as Resource };
}

function invalid(violations: readonly Violation[], cause?: unknown): PermanentError {
  return new PermanentError("The mapping makes no valid FHIR resource.", violations, { cause });
}

/** Metadata that a mapping may set; the rest describes how a version was written. */
const OURS = "urn:tributary:";
const META: ReadonlySet<string> = new Set(["profile", "security", "tag"]);

function violationsOf(made: unknown, resourceType: ResourceType): Violation[] {
  const verdict = validateResource(made);
  if (!verdict.valid) return [...verdict.violations];
  if (verdict.value.resourceType !== resourceType)
    return [{ pointer: "/resourceType", keyword: "const", message: `must be ${resourceType}` }];
  const { id, meta = {} } = verdict.value;
  const given = [
    ...(id === undefined ? [] : ["/id"]),
    ...Object.keys(meta).flatMap(member => (META.has(member) ? [] : [`/meta/${member}`])),
    ...(meta.tag ?? []).flatMap(({ system }, index) => (system?.startsWith(OURS) ? [`/meta/tag/${index}`] : [])),
  ];
  return given.map(pointer => ({ pointer, keyword: "not", message: "is not for a mapping to give" }));
}
