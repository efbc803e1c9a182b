/** The metadata of every event, by the id that it has wherever it lies. */
export const METADATA = "https://tributary.example/schemas/event-metadata.v1.schema.json";

/** The id of a schema beside others: theirs up to the file's name. */
export function schemaIdBeside(ids: readonly string[], stem: string, otherwise: string): string {
  const [beside = otherwise] = ids.filter(id => id.includes("/") && id !== METADATA);
  return `${beside.slice(0, beside.lastIndexOf("/") + 1)}${stem}.schema.json`;
}
