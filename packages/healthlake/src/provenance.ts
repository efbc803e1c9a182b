import { isOpaqueId } from "@tributary/contract/opaque-id";
import type { Coding, Meta, Resource } from "@tributary/fhir/resource";

/** The event that a version was written for. */
export interface Provenance {
  /** The service whose data it is: `patient-registry`. */
  readonly origin: string;
  /** Id of the event that caused the write. */
  readonly causedBy: string;
  /** The event's own id where the first hop gave no id that a machine made. */
  readonly correlationId: string;
  /** The writer's next step: a deletion has no content to state its cause, so the version before it does. */
  readonly next?: "delete";
  /** Number of the version written with this provenance. Any other version that states the same copied it. */
  readonly version?: number;
}

const SOURCE = "urn:tributary:";
const CAUSED_BY = "urn:tributary:caused-by";
const CORRELATION = "urn:tributary:correlation";
const NEXT = "urn:tributary:next";
const VERSION = "urn:tributary:version";
/** What an event may carry; anybody may write a tag, and what no event carries was not written by us. */
const EVENT_ID = /^[0-9a-f]{32}$/;
const VERSION_NUMBER = /^[1-9]\d{0,14}$/;
const SYSTEMS: readonly (string | undefined)[] = [CAUSED_BY, CORRELATION, NEXT, VERSION];

/** A copy of the resource whose `meta.source` and tags state its provenance, replacing any earlier one. */
export function withProvenance<R extends Resource>(resource: R, provenance: Provenance): R & { meta: Meta } {
  const { origin, causedBy, correlationId, next, version } = provenance;
  const tag: Coding[] = [
    ...(resource.meta?.tag ?? []).filter(({ system }) => !SYSTEMS.includes(system)),
    { system: CAUSED_BY, code: causedBy },
    { system: CORRELATION, code: isOpaqueId(correlationId) ? correlationId : causedBy },
    ...(next === undefined ? [] : [{ system: NEXT, code: next }]),
    ...(version === undefined ? [] : [{ system: VERSION, code: String(version) }]),
  ];
  return { ...resource, meta: { ...resource.meta, source: `${SOURCE}${origin}`, tag } };
}

/**
 * The provenance stated in a version; undefined if none. Later edits and restores carry it along: `isOwnWrite` says whether
 * it belongs to that very version.
 */
export function provenanceOf({ meta }: { readonly meta?: Meta }): Provenance | undefined {
  const code = (wanted: string) => meta?.tag?.find(({ system }) => system === wanted)?.code;
  const [causedBy, told] = [code(CAUSED_BY), code(CORRELATION)];
  if (!meta?.source?.startsWith(SOURCE) || !EVENT_ID.test(causedBy ?? "")) return undefined;
  if (causedBy === undefined || !told) return undefined;
  // Anybody may write a tag, and earlier versions wrote any text: drop what must not be logged.
  const correlationId = isOpaqueId(told) ? told : causedBy;
  const origin = meta.source.slice(SOURCE.length).split("#")[0] ?? "";
  const version = code(VERSION);
  return {
    ...{ origin, causedBy, correlationId },
    ...(code(NEXT) === "delete" && { next: "delete" as const }),
    ...(VERSION_NUMBER.test(version ?? "") && { version: Number(version) }),
  };
}

/** Whether this system wrote the version of that number, by its stated provenance. */
export function isOwnWrite(provenance: Provenance | undefined, version: number): boolean {
  return provenance?.version === version;
}
