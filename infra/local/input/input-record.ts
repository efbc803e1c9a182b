/** Where in the input something stands. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Inside a Bundle: the entry's JSON Pointer. */
  readonly pointer?: string;
}

/** A FHIR resource of the input, or why there is none: `unreadable` for files and folders, `bad` for what they hold. */
export type InputRecord =
  | { readonly kind: "resource"; readonly resource: Resource; readonly at: Place }
  | { readonly kind: "bad" | "unreadable"; readonly reason: string; readonly at: Place };

/** Anything with a `resourceType`; nothing else is known of it yet. */
export interface Resource {
  readonly resourceType: string;
  readonly [field: string]: unknown;
}

/** Reasons that more than one reader gives. */
export const NOT_TEXT = "not UTF-8 text";
export const NOT_JSON = "not JSON";

/** Bytes of JSON text that are parsed as a whole: more is read entry by entry. */
export const LARGE_BYTES = 16 * 1024 * 1024;
export const LARGE = `${LARGE_BYTES >> 20} MB`;
