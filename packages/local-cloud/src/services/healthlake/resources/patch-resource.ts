import { applyPatch, type Operation } from "rfc6902";
import { fhirError } from "../fhir/outcome.ts";
import { isObject, type Resource } from "./resource.ts";

const NAMES = ["add", "remove", "replace", "move", "copy", "test"];

/** A resource after a JSON Patch (RFC 6902), all of it or nothing; 400 when it is no patch, 422 when it does not apply. */
export function patchResource(resource: Resource, patch: unknown): Resource {
  const { resourceType, id } = resource;
  if (!Array.isArray(patch) || !patch.every(isOperation))
    throw fhirError(400, "The body is not a JSON Patch.", { code: "structure" });
  const failed = patch.findIndex(operation => !applies(resource, operation));
  if (failed >= 0)
    throw fhirError(422, [{ pointer: `/${failed}`, message: "The operation of the patch does not apply." }]);
  if (resource.resourceType !== resourceType || resource.id !== id)
    throw fhirError(422, "A patch may not change the type or the id of a resource.");
  return resource;
}

function isOperation(value: unknown): value is Operation {
  if (!isObject(value) || !NAMES.includes(String(value.op))) return false;
  if (!isPointer(value.path)) return false;
  if (value.op === "move" || value.op === "copy") return isPointer(value.from);
  return value.op === "remove" || value.value !== undefined;
}

function isPointer(value: unknown): boolean {
  return typeof value === "string" && /^(\/([^~]|~[01])*)*$/.test(value);
}

/** Applies an operation; false when it does not. A move or copy is what RFC 6902 says that it is: remove and add, or add. */
function applies(resource: Resource, operation: Operation): boolean {
  const { op, path } = operation;
  if (op !== "move" && op !== "copy")
    return find(resource, path, op === "add") !== undefined && applyPatch(resource, [operation])[0] === null;
  const found = find(resource, operation.from, false);
  if (found === undefined) return false;
  const value = structuredClone(found.value);
  if (op === "move" && !applies(resource, { op: "remove", path: operation.from })) return false;
  return applies(resource, { op: "add", path, value });
}

/**
 * What a pointer leads to; with `adds` the last part may be new. The library itself also finds what every object inherits,
 * and places before and behind a list.
 */
function find(resource: Resource, pointer: string, adds: boolean): { readonly value: unknown } | undefined {
  const tokens = pointer.split("/").slice(1);
  let value: unknown = resource;
  for (const [index, escaped] of tokens.entries()) {
    const token = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const isNew = adds && index === tokens.length - 1;
    if (!(Array.isArray(value) ? isPlace(token, value.length, isNew) : isObject(value) && isName(token, value, isNew)))
      return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return { value };
}

function isPlace(token: string, length: number, isNew: boolean): boolean {
  if (isNew && token === "-") return true;
  return /^(0|[1-9]\d*)$/.test(token) && Number(token) < length + (isNew ? 1 : 0);
}

function isName(token: string, value: object, isNew: boolean): boolean {
  return isNew ? token !== "__proto__" : Object.hasOwn(value, token);
}
