import { applyPatch, type Operation } from "rfc6902";
import { fhirError } from "../fhir/outcome.ts";
import { isObject, type Resource } from "./resource.ts";

const NAMES = ["add", "remove", "replace", "move", "copy", "test"];

/** A resource after a JSON Patch (RFC 6902), all of it or nothing; 400 when it is no patch, 422 when it does not apply. */
export function patchResource(resource: Resource, patch: unknown): Resource {
  const { resourceType, id } = resource;
  if (!Array.isArray(patch) || !patch.every(isOperation))
    throw fhirError(400, "The body is not a JSON Patch.", { code: "structure" });
  const failed = applyPatch(resource, patch).findIndex(error => error !== null);
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
