/** A place in the input. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Inside a Bundle: the entry's JSON Pointer. */
  readonly pointer?: string;
}

/** A FHIR resource of the input, or the reason why there is none: `unreadable` for files and folders, `bad` for content. */
export type InputRecord =
  | { readonly kind: "resource"; readonly resource: Resource; readonly at: Place }
  | { readonly kind: "bad" | "unreadable"; readonly reason: string; readonly at: Place };

/** Anything with a `resourceType`, otherwise unchecked. */
export interface Resource {
  readonly resourceType: string;
  readonly [field: string]: unknown;
}

/** Reasons shared by several readers. */
export const NOT_TEXT = "not UTF-8 text";
export const NOT_JSON = "not JSON";

/** Bytes of JSON text parsed as a whole; larger texts are read entry by entry. */
export const LARGE_BYTES = 16 * 1024 * 1024;
export const LARGE = `${LARGE_BYTES >> 20} MB`;
