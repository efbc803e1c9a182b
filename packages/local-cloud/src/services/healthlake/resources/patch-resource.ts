import { fhirError } from "../fhir/outcome.ts";
import { copyJson, isSameJson } from "./json-value.ts";
import { isObject, type Resource } from "./resource.ts";

/** An operation of a JSON Patch. https://www.rfc-editor.org/rfc/rfc6902#section-4 */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

interface Found {
  readonly value: unknown;
  readonly holder: Record<string, unknown> | unknown[] | undefined;
  readonly token: string;
}

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

/** Applies an operation in place; false when it does not apply. A move or copy is what RFC 6902 says that it is: remove and add, or add. */
function applies(resource: Resource, operation: Operation): boolean {
  const { op, path } = operation;
  if (op === "move" || op === "copy") {
    const found = find(resource, operation.from ?? "", false);
    if (found === undefined) return false;
    const value = copyJson(found.value);
    if (op === "move" && !applies(resource, { op: "remove", path: operation.from ?? "" })) return false;
    return applies(resource, { op: "add", path, value });
  }
  const found = find(resource, path, op === "add");
  if (found === undefined) return false;
  if (op === "test") return isSameJson(found.value, operation.value);
  const { holder, token } = found;
  if (holder === undefined) return false; // The resource itself.
  if (!Array.isArray(holder)) {
    if (op === "remove") delete holder[token];
    else holder[token] = operation.value;
  } else if (token === "-") holder.push(operation.value);
  else holder.splice(Number(token), op === "add" ? 0 : 1, ...(op === "remove" ? [] : [operation.value]));
  return true;
}

/** What a pointer leads to, and what holds it, unless that is the resource itself; with `adds` the last part may be new. */
function find(resource: Resource, pointer: string, adds: boolean): Found | undefined {
  const tokens = pointer.split("/").slice(1);
  let found: Found = { value: resource, holder: undefined, token: "" };
  for (const [index, escaped] of tokens.entries()) {
    const token = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const isNew = adds && index === tokens.length - 1;
    const holder = found.value;
    if (
      Array.isArray(holder) ? !isPlace(token, holder.length, isNew) : !isObject(holder) || !isName(token, holder, isNew)
    )
      return undefined;
    found = { value: (holder as Record<string, unknown>)[token], holder: holder as Found["holder"], token };
  }
  return found;
}

function isPlace(token: string, length: number, isNew: boolean): boolean {
  if (isNew && token === "-") return true;
  return /^(0|[1-9]\d*)$/.test(token) && Number(token) < length + (isNew ? 1 : 0);
}

function isName(token: string, value: object, isNew: boolean): boolean {
  return isNew ? token !== "__proto__" : Object.hasOwn(value, token);
}
