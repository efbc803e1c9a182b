/**
 * Matches machine-made ids: a UUID, 24 to 64 hexadecimal digits, a ULID, an X-Ray trace id, or a counter (`request-7`). No
 * name, e-mail address or social security number matches, so such an id may be logged.
 */
export const OPAQUE_ID =
  "^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24,64}|[0-7][0-9A-HJKMNP-TV-Z]{25}|1-[0-9a-f]{8}-[0-9a-f]{24}|(?:batch|change|correlation|cause|intake|job|load|message|request|run|tenant|trace)-[0-9]{1,6})$";

const opaqueId = new RegExp(OPAQUE_ID, "u");

/** Whether a text is a machine-made id. */
export function isOpaqueId(text: unknown): text is string {
  return typeof text === "string" && opaqueId.test(text);
}
