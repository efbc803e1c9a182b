import { isUtf8 } from "node:buffer";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { isObject, type Resource } from "../resources/resource.ts";
import { isFhirJson, isJsonPatch } from "./media-type.ts";
import { fhirError } from "./outcome.ts";
import type { FhirRequest } from "./scope.ts";

/**
 * The JSON value of a body, with the digits of its numbers; 415 for another content type, 400 for invalid JSON. Hides the
 * parser's message, which quotes the text.
 */
export function readJsonBody({ headers, body, segments }: FhirRequest, isType = isFhirJson): unknown {
  const type = headers["content-type"];
  if (type !== undefined && !isType(type))
    throw fhirError(415, otherType(type.toLowerCase(), segments[0] === "Binary"));
  // Other encodings would be stored as different text than was sent.
  if (!isUtf8(body)) throw fhirError(400, "The body is not UTF-8 text.", { code: "structure" });
  try {
    return parseFhirJson(Buffer.from(body).toString("utf8"));
  } catch {
    const isXml = /^\s*<\??[a-z]/i.test(Buffer.from(body.subarray(0, 100)).toString("utf8"));
    throw fhirError(400, `The body is ${isXml ? "XML, not JSON" : "not valid JSON"}.`, { code: "structure" });
  }
}

/**
 * HealthLake documents neither XML nor a Binary that is sent as its content alone, which FHIR has (2026-11-29).
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-create.html
 * https://hl7.org/fhir/R4/binary.html#rest
 */
function otherType(type: string, isBinary: boolean): string {
  if (isBinary && !type.includes("fhir+xml"))
    return "By its Content-Type, the body is content alone: a Binary is sent as JSON of R4, its content as base64 in data.";
  if (type.includes("xml")) return "By its Content-Type, the body is XML: JSON alone is taken.";
  return "The body is of another type (Content-Type) than is taken here.";
}

/** The JSON Patch of a body, which has to say that it is one. */
export function readPatchBody(request: FhirRequest): unknown {
  if (request.headers["content-type"] === undefined)
    throw fhirError(415, "A patch is of type application/json-patch+json.");
  return readJsonBody(request, isJsonPatch);
}

/** A value as a resource of a type; 400 when it is something else. */
export function asResource(value: unknown, type: string): Resource {
  if (!isObject(value)) throw fhirError(400, "The body is not a resource.", { code: "structure" });
  if (value.resourceType !== type)
    throw fhirError(400, [{ pointer: "/resourceType", message: "The resource is not of the type in the address." }]);
  return value as Resource;
}
