import type { ChangeDetail } from "./change-detail.ts";

/** The newest known state of one item. A deleted item has no image; its sequence stays. */
export interface Part {
  readonly sequence: string;
  readonly image?: unknown;
  /** Its key, and when it changed; absent in states of earlier versions. */
  readonly key?: unknown;
  readonly occurredAt?: string;
}

/** The event behind the newest part. */
export interface Cause {
  readonly eventId: string;
  readonly correlationId: string;
}

/** What is known about a key from the events so far, in whatever order they came. */
export interface ItemState {
  /** By name. Without the part `MAIN` there is no resource. */
  readonly parts: Readonly<Record<string, Part>>;
  readonly cause: Cause;
}

/** Name of the part without which there is no resource. */
export const MAIN = "item";

/** An event, and the part of its key that it is about. */
export interface PartEvent {
  readonly part: string;
  readonly event: Pick<ChangeDetail, "metadata"> & { readonly data: ChangeDetail["data"] };
}

/** The state with an event in it; the same object if the event is not newer than the part. */
export function evolve(state: ItemState | undefined, { part, event: { metadata, data } }: PartEvent): ItemState {
  const { sequence, eventId, correlationId, occurredAt } = metadata;
  const cause = { eventId, correlationId };
  const before = state ?? { parts: {}, cause };
  const known = before.parts[part];
  // Sequences have one length, so that they compare as text.
  if (known !== undefined && known.sequence >= sequence) return before;
  const next: Part = { sequence, key: data.key, occurredAt, ...("after" in data && { image: data.after }) };
  return { parts: { ...before.parts, [part]: next }, cause };
}

/** Whether the item exists, was deleted, or is unknown because only its other parts have come. */
export function presence({ parts }: ItemState): "present" | "absent" | "undecided" {
  const main = parts[MAIN];
  if (main === undefined) return "undecided";
  return main.image === undefined ? "absent" : "present";
}
