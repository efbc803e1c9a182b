import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { uuid } from "../../../kernel/random.ts";
import { fhirError } from "../fhir/outcome.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { matchOne } from "../search/match-criteria.ts";
import { ifMatches } from "./if-match.ts";
import { isUnmodified, type ReadConditions } from "./not-modified.ts";
import { patchResource } from "./patch-resource.ts";
import { ID_PATTERN, type Resource } from "./resource.ts";
import { validateResource } from "./validate-resource.ts";
import { latestVersion, type Version, versionHeaders, versionOf } from "./version.ts";
import { writeVersion } from "./write-version.ts";

/** The conditions of a write. */
export interface WriteConditions {
  /** `If-Match`: `W/"3"`. */
  readonly ifMatch?: string | undefined;
  /** `If-None-Exist`: search criteria. */
  readonly ifNoneExist?: string | undefined;
  /** The id that a transaction has promised to references before the resource is there. */
  readonly id?: string | undefined;
}

/** https://hl7.org/fhir/R4/http.html#create, also conditional. */
export function create(scope: FhirScope, resource: Resource, conditions: WriteConditions = {}): FhirResponse {
  validateResource(scope.context, resource);
  const { context, datastore } = scope;
  return context.store.transaction(() => {
    const type = resource.resourceType;
    const existing =
      conditions.ifNoneExist === undefined
        ? undefined
        : matchOne(scope, type, new URLSearchParams(conditions.ifNoneExist));
    if (existing !== undefined) {
      const found = latestVersion(context, datastore.number, type, existing);
      if (found) return answer(scope, 200, found);
    }
    const id = conditions.id ?? uuid(context.random);
    return answer(
      scope,
      201,
      writeVersion(context, datastore, { shownAtOnce: scope.strong, type, id, method: "POST", resource }),
    );
  });
}

/** https://hl7.org/fhir/R4/http.html#read: 404 when it never was, 410 when it is deleted, 304 when the caller has it. */
export function read(scope: FhirScope, type: string, id: string, conditions: ReadConditions = {}): FhirResponse {
  const { context, datastore } = scope;
  return shown(scope, latestVersion(context, datastore.number, type, id), conditions);
}

/** https://hl7.org/fhir/R4/http.html#vread */
export function readOldVersion(
  scope: FhirScope,
  type: string,
  id: string,
  version: string,
  conditions: ReadConditions = {},
): FhirResponse {
  const number = /^[1-9]\d{0,15}$/.test(version) ? Number(version) : 0;
  return shown(scope, versionOf(scope.context, scope.datastore.number, type, id, number), conditions);
}

/** Updates a resource, or creates it, or restores a deleted one: https://hl7.org/fhir/R4/http.html#update */
export function update(
  scope: FhirScope,
  id: string,
  resource: Resource,
  { ifMatch }: WriteConditions = {},
): FhirResponse {
  if (!ID_PATTERN.test(id)) throw fhirError(400, "The id in the address is not a FHIR id.");
  if (resource.id !== id)
    throw fhirError(400, [{ pointer: "/id", message: "The resource does not have the id in the address." }]);
  validateResource(scope.context, resource);
  const { context, datastore } = scope;
  return context.store.transaction(() => {
    const type = resource.resourceType;
    const before = latestVersion(context, datastore.number, type, id);
    ifMatches(ifMatch, before);
    const write = { shownAtOnce: scope.strong, type, id, method: "PUT", resource } as const;
    const written = writeVersion(context, datastore, write, before);
    return answer(scope, before?.body === undefined ? 201 : 200, written);
  });
}

/** https://hl7.org/fhir/R4/http.html#cond-update: none matches, it is created; one, updated; several, 412. */
export function updateByCriteria(
  scope: FhirScope,
  resource: Resource,
  criteria: URLSearchParams,
  conditions: WriteConditions = {},
): FhirResponse {
  const { store, random } = scope.context;
  return store.transaction(() => {
    const id = conditions.id ?? matchOne(scope, resource.resourceType, criteria);
    if (id !== undefined && resource.id !== undefined && resource.id !== id)
      throw fhirError(400, [{ pointer: "/id", message: "The resource that matches has another id." }]);
    const chosen = id ?? resource.id ?? uuid(random);
    return update(scope, chosen, { ...resource, id: chosen }, conditions);
  });
}

/** https://hl7.org/fhir/R4/http.html#patch, with JSON Patch. */
export function patch(
  scope: FhirScope,
  type: string,
  id: string,
  operations: unknown,
  { ifMatch }: WriteConditions = {},
): FhirResponse {
  const { context, datastore } = scope;
  return context.store.transaction(() => {
    const before = present(latestVersion(context, datastore.number, type, id));
    ifMatches(ifMatch, before);
    const resource = patchResource(parseFhirJson(before.body) as Resource, operations);
    validateResource(context, resource);
    return answer(
      scope,
      200,
      writeVersion(context, datastore, { shownAtOnce: scope.strong, type, id, method: "PATCH", resource }),
    );
  });
}

/** https://hl7.org/fhir/R4/http.html#delete: a version of its own, after which reads are answered with 410. */
export function remove(scope: FhirScope, type: string, id: string, { ifMatch }: WriteConditions = {}): FhirResponse {
  const { context, datastore } = scope;
  return context.store.transaction(() => {
    const before = latestVersion(context, datastore.number, type, id);
    if (!before) throw fhirError(404, "There is no such resource.");
    ifMatches(ifMatch, before);
    // A second delete changes nothing and writes no version.
    if (before.body !== undefined)
      writeVersion(context, datastore, { shownAtOnce: scope.strong, type, id, method: "DELETE", resource: undefined });
    return scope.returns === "OperationOutcome"
      ? { ...DONE, status: 200, headers: {} }
      : { status: 204, headers: {}, body: undefined };
  });
}

/** All that there is to say of a write that was done. */
const DONE = {
  isOutcome: true,
  body: JSON.stringify({
    resourceType: "OperationOutcome",
    issue: [{ severity: "information", code: "informational", diagnostics: "Done." }],
  }),
};

function answer({ base, returns }: FhirScope, status: number, version: Version): FhirResponse {
  const response = { status, headers: versionHeaders(base, version), body: version.body, updatedAt: version.updatedAt };
  if (returns === undefined || returns === "representation") return response;
  return returns === "minimal" ? { ...response, body: undefined } : { ...response, ...DONE };
}

function shown({ base }: FhirScope, version: Version | undefined, conditions: ReadConditions): FhirResponse {
  const found = present(version);
  const { body, updatedAt } = found;
  const headers = versionHeaders(base, found);
  if (isUnmodified(found, conditions)) return { status: 304, headers, body: undefined, updatedAt };
  return { status: 200, headers, body, updatedAt };
}

function present(version: Version | undefined): Version & { readonly body: string } {
  if (!version) throw fhirError(404, "There is no such resource.");
  if (version.body === undefined) throw fhirError(410, "The resource is deleted.");
  return version as Version & { readonly body: string };
}
