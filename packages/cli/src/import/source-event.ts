import type { Place } from "./import-problem.ts";
import type { Dialect } from "./schema-dialect.ts";

/** An event as a document describes it, before it becomes a contract. */
export interface SourceEvent {
  /** Where the document describes it. */
  readonly place: Place;
  /** What the document calls it: a detail-type, or the name of a message, schema or file. */
  readonly name: string;
  /** Whether the document states the name as its detail-type. */
  readonly isDetailType?: true;
  readonly payload: Place;
  readonly dialect: Dialect;
  /** Who publishes it, and on which bus, where the document says so. */
  readonly source?: string;
  readonly bus?: string;
  readonly summary?: string;
  readonly examples: readonly { readonly name: string; readonly value: unknown; readonly place: Place }[];
}
