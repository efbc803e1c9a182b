/** Schemas by `$id`. */
export type Schemas = ReadonlyMap<string, unknown>;

/** A schema, and where it stands: the `$id` of its document and a JSON Pointer below that. */
export interface SchemaNode {
  readonly schema: unknown;
  readonly base: string;
  readonly pointer: string;
  /** Whether its opposite is meant. */
  readonly negative?: boolean;
}

/** An object as parsed from JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object as parsed from JSON. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands below a schema, by its keyword and what follows. */
export function below(node: SchemaNode, ...steps: readonly (string | number)[]): SchemaNode {
  let schema = node.schema;
  for (const step of steps) schema = (schema as Record<string, unknown> | undefined)?.[String(step)];
  const pointer = steps.map(step => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { schema, base: node.base, pointer: node.pointer + pointer };
}

/** The opposite of a schema. */
export const opposite = (node: SchemaNode): SchemaNode => ({ ...node, negative: !node.negative });

/** A schema that a proof makes up, blamed on the place of another. */
export const madeUp = (schema: JsonObject, { base, pointer }: SchemaNode): SchemaNode => ({ schema, base, pointer });
