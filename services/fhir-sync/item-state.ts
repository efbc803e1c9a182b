import type { ChangeDetail } from "./change-detail.ts";

/** The newest that is known of one item. Without an image it is gone; its sequence stays behind. */
export interface Part {
  readonly sequence: string;
  readonly image?: unknown;
  /** What identifies it, and when it became so; not in what former versions kept. */
  readonly key?: unknown;
  readonly occurredAt?: string;
}

/** Why the newest part became what it is. */
export interface Cause {
  readonly eventId: string;
  readonly correlationId: string;
}

/** What is known of a key, from as many events as have come, in whatever order they came. */
export interface ItemState {
  /** By name; the item that the resource stands or falls with is `MAIN`. */
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

/** Whether the item is there, gone, or not yet known, as only what belongs to it has come. */
export function presence({ parts }: ItemState): "present" | "absent" | "undecided" {
  const main = parts[MAIN];
  if (main === undefined) return "undecided";
  return main.image === undefined ? "absent" : "present";
}
