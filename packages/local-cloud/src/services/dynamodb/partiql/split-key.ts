import type { Condition, Operand } from "../expressions/ast.ts";
import type { Binding } from "../expressions/binding.ts";
import { allOf, conjuncts } from "../expressions/conjuncts.ts";
import { keyAttributes } from "../item-key.ts";
import type { KeySchema } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type AttributeValue, type Item, typeOf } from "../values/attribute-value.ts";

/** A WHERE clause taken apart. */
export interface SplitWhere {
  /** The key that it names; undefined when it does not name the whole one. */
  readonly key: Item | undefined;
  /** What else it asks of the item. */
  readonly rest: Condition | undefined;
}

/** Takes the equalities with key attributes out of a condition; they must hold together with all others. */
export function splitKey(where: Condition | undefined, schema: KeySchema, binding: Binding): SplitWhere {
  const types = new Map<string, string>(keyAttributes(schema).map(({ name, type }) => [name, type]));
  const key: Record<string, AttributeValue> = {};
  const rest: Condition[] = [];
  for (const condition of where ? conjuncts(where) : []) {
    const found = equality(condition, types);
    if (!found) {
      rest.push(condition);
      continue;
    }
    const { name, value } = found;
    if (Object.hasOwn(key, name))
      throw validationError(
        `Multiple conditions on same key ${name}. Only single item Update/Insert/Delete are supported`,
      );
    key[name] = binding.value(value);
    if (typeOf(key[name]) !== types.get(name))
      throw validationError(`Key attribute's data type should match its data type in table's schema: Key ${name}`);
  }
  return { key: Object.keys(key).length === types.size ? key : undefined, rest: allOf(rest) };
}

function equality(condition: Condition, names: ReadonlyMap<string, string>) {
  if (condition.kind !== "compare" || condition.comparator !== "=") return undefined;
  const { left, right } = condition;
  return keyAndValue(left, right, names) ?? keyAndValue(right, left, names);
}

function keyAndValue(path: Operand, value: Operand, names: ReadonlyMap<string, string>) {
  if (path.kind !== "path" || path.path.length > 1 || value.kind !== "value") return undefined;
  const name = String(path.path[0]);
  return names.has(name) ? { name, value: value.name } : undefined;
}
