import type { Json } from "./solve/outcome.ts";

/** The modes: what must hold between two versions, in the terms of Confluent's Schema Registry. */
export const modes = ["backward", "forward", "full"] as const;

/** backward: the new schema reads old data; forward: the old schema reads new data; full: both. */
export type Mode = (typeof modes)[number];

/** One way that data flows between two versions. */
export type Direction = "backward" | "forward";

/**
 * How schemas are judged. As written; or by role: a sender sends no property that its schema does not describe, and a
 * receiver ignores properties that it does not know.
 */
export type Judgement = "as-written" | "by-role";

/** A place in a schema, or in another document that it refers to. */
export interface SchemaPlace {
  /** The `$id` of the other document. */
  readonly document?: string;
  readonly pointer: string;
}

/** The finding for one direction. */
export type Finding =
  | { readonly verdict: "compatible"; readonly direction: Direction }
  | {
      readonly verdict: "incompatible";
      readonly direction: Direction;
      /** A payload that one version allows and the other refuses, as ajv confirms. */
      readonly counterExample: Json;
      readonly validUnder: string;
      readonly invalidUnder: string;
      /** Where the payload fails, and by which keyword. */
      readonly pointer: string;
      readonly keyword: string;
      readonly message: string;
      /** Where that keyword stands in the version that refuses. */
      readonly place?: SchemaPlace;
    }
  | {
      readonly verdict: "unknown";
      readonly direction: Direction;
      /** What could not be decided, and where in its schema it stands. */
      readonly keyword: string;
      readonly pointer: string;
    };

/** The verdict over all directions: the worst of its findings. */
export interface Verdict {
  readonly verdict: Finding["verdict"];
  readonly findings: readonly Finding[];
}
