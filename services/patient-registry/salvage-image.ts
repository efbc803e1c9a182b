import type { EventContract, EventMetadata } from "@tributary/contract/event-contract";
import type { PublishedImage } from "./published-images.ts";

/** Any valid envelope: here only images are judged. */
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
 * A before image without the fields that break its contract; `minimal` is the least that an image may be. It describes
 * an item as it lay in the table, malformed perhaps: were it refused, neither the correction nor the deletion of that
 * item would be heard of. An image in order comes back as it is.
 */
export function salvageImage(
  contract: EventContract,
  key: PublishedImage,
  image: PublishedImage,
  minimal: PublishedImage,
): PublishedImage {
  const isValid = (after: PublishedImage) =>
    contract.strict({ metadata: METADATA, data: { change: "created", key, after } }).valid;
  if (isValid(image)) return image;
  const fields = Object.entries(image).filter(([name, value]) => isValid({ ...minimal, [name]: value }));
  return { ...minimal, ...Object.fromEntries(fields) };
}
