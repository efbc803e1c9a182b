/** A version of a schema: what to call it, and by `$id` the schemas that it refers to. */
export interface SchemaVersion {
  readonly name: string;
  readonly schema: unknown;
  readonly others?: ReadonlyMap<string, unknown>;
}
