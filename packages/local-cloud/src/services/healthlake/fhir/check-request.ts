import { acceptsFhirJson, isFhirJson } from "./media-type.ts";
import { fhirError } from "./outcome.ts";
import { named } from "./parameter-name.ts";
import { readPreferences } from "./preferences.ts";
import type { FhirRequest } from "./scope.ts";

/** A request without its address and body. */
export type Asked = Pick<FhirRequest, "segments" | "query" | "headers">;

/** Parameters of any interaction. https://hl7.org/fhir/R4/http.html#parameters */
const GENERAL = ["_format", "_pretty", "_summary"];

/** Headers that change what is done or answered where they are heeded. All others change nothing anywhere. */
const CONDITIONS = [
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "if-none-exist",
  "if-range",
  "range",
  "content-range",
  "x-provenance",
  "x-http-method-override",
  "x-amz-fhir-idempotency-key",
];

/** An operation's own parameters, or that its query is a search; and the conditions that it heeds. */
interface Heeded {
  readonly parameters: readonly string[] | "criteria";
  readonly conditions: readonly string[];
}

const READ: Heeded = { parameters: [], conditions: ["if-none-match", "if-modified-since"] };
const WRITE: Heeded = { parameters: [], conditions: ["if-match"] };
const SEARCH: Heeded = { parameters: "criteria", conditions: [] };
const NOTHING: Heeded = { parameters: [], conditions: [] };

const HEEDED: Readonly<Record<string, Heeded>> = {
  CreateResource: { parameters: [], conditions: ["if-none-exist", "x-amz-fhir-idempotency-key"] },
  DeleteResource: WRITE,
  GetHistoryByResourceId: { parameters: ["_count", "_since", "page"], conditions: [] },
  PatchResource: WRITE,
  ReadResource: READ,
  SearchWithGet: SEARCH,
  SearchWithPost: SEARCH,
  StartFHIRExportJobWithPost: { parameters: ["_type", "_since", "_until", "_outputFormat"], conditions: [] },
  UpdateResource: WRITE,
  VersionReadResource: READ,
};
const BY_CRITERIA: Readonly<Record<string, Heeded>> = {
  DeleteResource: SEARCH,
  UpdateResource: { parameters: "criteria", conditions: ["if-match"] },
};

/** The request without what is the default anyway; refused by name where it asks for what nothing here heeds. */
export function checkRequest<Request extends FhirRequest>(operation: string, request: Request): Request {
  const { headers, method, body } = request;
  const { accept, "content-encoding": encoding = "identity" } = headers;
  // `_format` goes before Accept. https://hl7.org/fhir/R4/http.html#parameters
  if (accept !== undefined && !request.query.has("_format") && !acceptsFhirJson(accept))
    throw fhirError(406, "The header Accept does not take JSON of R4: nothing else is answered.");
  if (encoding !== "identity") throw fhirError(415, "The header Content-Encoding is not supported.");
  if (body.length > 0 && (method === "GET" || method === "DELETE"))
    throw fhirError(400, `A ${method} has no body: its parameters are in the address.`);
  if (readPreferences(headers.prefer).async && operation !== "StartFHIRExportJobWithPost")
    throw fhirError(501, "The local cloud supports Prefer: respond-async for exports alone.");
  return checkAsked(operation, request);
}

/** Checks the query and conditions of a request or of a bundle entry. */
export function checkAsked<Request extends Asked>(operation: string, asked: Request): Request {
  const { headers, segments } = asked;
  const heeded = (segments.length === 1 ? BY_CRITERIA[operation] : undefined) ?? HEEDED[operation] ?? NOTHING;
  const { parameters, conditions } = heeded;
  const condition = CONDITIONS.find(name => headers[name] !== undefined && !conditions.includes(name));
  if (condition !== undefined) throw fhirError(400, `The header ${condition} is not supported by this interaction.`);
  if (asked.query.size === 0) return asked;
  const query = new URLSearchParams(asked.query);
  for (const name of new Set(asked.query.keys())) {
    if (name.startsWith("X-Amz-"))
      query.delete(name); // Part of a presigned URL.
    else if (GENERAL.includes(name) && !(heeded === SEARCH && name === "_summary")) takeGeneral(query, name);
    else if (parameters !== "criteria" && !parameters.includes(name))
      throw fhirError(400, `The parameter ${named(name)} is not supported by this interaction.`);
  }
  return { ...asked, query };
}

/** Takes a parameter out of a query where it asks for what is done anyway. */
function takeGeneral(query: URLSearchParams, name: string): void {
  const [value = "", ...more] = query.getAll(name);
  if (more.length > 0) throw fhirError(400, `${name} is given more than once.`);
  if (name === "_format" && !isFhirJson(value))
    throw fhirError(406, "_format is not JSON of R4: nothing else is answered.");
  if (name !== "_format" && value !== "false")
    throw fhirError(400, `The parameter ${name} is supported as false alone.`);
  query.delete(name);
}
