import { project } from "../expressions/project.ts";
import type { Item } from "../values/attribute-value.ts";
import type { Outcome } from "./perform-write.ts";
import type { WriteRequest } from "./write-request.ts";

/** The attributes that a write answers with; undefined for none. */
export function returnedAttributes(
  returned: string,
  { touched }: WriteRequest,
  { before, after }: Outcome,
): Item | undefined {
  if (returned === "NONE") return undefined;
  if (returned === "ALL_OLD") return before?.item;
  if (returned === "ALL_NEW") return after;
  const item = returned === "UPDATED_OLD" ? before?.item : after;
  const parts = item && project(item, touched);
  return parts && Object.keys(parts).length > 0 ? parts : undefined;
}
