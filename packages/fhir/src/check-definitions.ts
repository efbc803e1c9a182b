import { isRecord } from "./element-items.ts";
import { explain } from "./explain.ts";

/**
 * Throws where a list is none, or one of it is no resource of that type or has a text, list or object where R4 has another:
 * the message says where, `definitions[0]/snapshot/element`. Whatever else R4 asks for is not: published profiles lack some.
 */
export function checkDefinitions(name: string, list: unknown, type: string): void {
  if (!Array.isArray(list)) throw new Error(`${name} is no list`);
  for (const [index, resource] of list.entries()) {
    const place = `${name}[${index}]`;
    if (!isRecord(resource) || resource.resourceType !== type) throw new Error(`${place} is no ${type}`);
    const wrong = explain(resource).find(({ keyword }) => keyword === "type");
    if (wrong !== undefined) throw new Error(`${place}${wrong.pointer} ${wrong.message}`);
  }
}
