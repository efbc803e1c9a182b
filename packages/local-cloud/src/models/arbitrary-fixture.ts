import fc from "fast-check";
import { type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

/** Any value of a type, as JSON has it: blobs are base64, times seconds. `texts` are those of strings and of keys. */
export function arbitraryOf(
  table: ServiceTable,
  type: ModelType,
  texts: fc.Arbitrary<string> = fc.string(),
  depth = 0,
): fc.Arbitrary<unknown> {
  const within = (of: ModelType) => arbitraryOf(table, of, texts, depth + 1);
  if (type.kind === "list") return fc.array(within(type.of), { maxLength: 2 });
  if (type.kind === "map") return fc.dictionary(texts, within(type.of), { maxKeys: 2 });
  if (type.kind === "structure") {
    const members = membersOf(table, type.name).filter(member => depth < 6 || !("of" in member.type));
    const arbitraries = members.map(member => [member.name, within(member.type)] as const);
    return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [] });
  }
  if (type.kind === "number" || type.kind === "timestamp") return fc.integer();
  if (type.kind === "boolean") return fc.boolean();
  if (type.kind === "blob") return fc.uint8Array().map(bytes => Buffer.from(bytes).toString("base64"));
  return texts;
}
