import type { EventContract, EventMetadata } from "@tributary/contract/event-contract";

/** The published fields of an item, in a fixed order. */
export type PublishedImage = Readonly<Record<string, unknown>>;

/** Any valid envelope: only images are validated here. */
const METADATA: EventMetadata = {
  eventId: "0".repeat(32),
  occurredAt: "2026-01-01T00:00:00Z",
  publishedAt: "2026-01-01T00:00:00Z",
  subject: "image",
  sequence: "0".repeat(40),
  correlationId: "0".repeat(32),
  causationId: "0".repeat(32),
  traceparent: `00-${"1".repeat(32)}-${"1".repeat(16)}-01`,
  dataschema: "urn:image",
};

/**
 * A before image without the fields that break its contract; a valid image is returned unchanged. The image describes a stored
 * item, which may be malformed: rejecting it would also reject the correction or the deletion of that item. `minimal` is the
 * least that an image must have.
 */
export function salvageImage(
  contract: EventContract,
  key: object,
  image: PublishedImage,
  minimal: PublishedImage,
): PublishedImage {
  const isValid = (after: PublishedImage) =>
    contract.strict({ metadata: METADATA, data: { change: "created", key, after } }).valid;
  if (isValid(image)) return image;
  const fields = Object.entries(image).filter(([name, value]) => isValid({ ...minimal, [name]: value }));
  return { ...minimal, ...Object.fromEntries(fields) };
}
