import { validationError } from "../validation-error.ts";
import { type AttributeValue, attribute, type Item, sortNames } from "../values/attribute-value.ts";
import type { Path } from "./binding.ts";

/** The item with another value at a path whose parent must exist; an index beyond a list's end appends. */
export function setAt(item: Item, path: Path, value: AttributeValue): Item {
  return changeMember(item, path, () => value);
}

/** The item without the value at a path; what is not there is no error, but its parent must exist. */
export function removeAt(item: Item, path: Path): Item {
  return changeMember(item, path, () => undefined);
}

type Change = (old: AttributeValue | undefined) => AttributeValue | undefined;

function changeMember(members: Item, [name, ...rest]: Path, change: Change): Item {
  if (typeof name !== "string") throw invalidPath();
  const value = changeValue(attribute(members, name), rest, change);
  if (value !== undefined) return { ...members, [name]: value };
  const { [name]: _, ...others } = members;
  return others;
}

function changeValue(value: AttributeValue | undefined, path: Path, change: Change): AttributeValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (value && "M" in value && typeof step === "string") return { M: sortNames(changeMember(value.M, path, change)) };
  if (!value || !("L" in value) || typeof step !== "number") throw invalidPath();
  const elements = [...value.L];
  const at = Math.min(step, elements.length);
  const element = changeValue(elements[at], rest, change);
  if (element === undefined) elements.splice(at, 1);
  else elements[at] = element;
  return { L: elements };
}

function invalidPath() {
  return validationError("The document path provided in the update expression is invalid for update");
}
