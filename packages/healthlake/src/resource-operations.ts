import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { FhirError, isFhirError } from "./fhir-error.ts";
import { path, type QueryParameters, queryText, type Send } from "./fhir-request.ts";
import {
  type Consistency,
  consistencyHeader,
  etagVersion,
  IDEMPOTENCY_KEY,
  ifMatchHeader,
  JSON_PATCH,
} from "./headers.ts";
import { resourceBody, type Written, written } from "./resource-body.ts";
import { parseLocation, resourcePath } from "./resource-path.ts";

/** One step of a JSON Patch (RFC 6902). */
export type JsonPatchStep =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly from: string; readonly path: string };

export interface WriteOptions {
  /** Fails with `precondition-failed` (412) unless this version is the current one. */
  readonly ifMatch?: string;
  readonly consistency?: Consistency;
}

export interface CreateOptions {
  /** A UUID; made if none is given, so that a repeated attempt never creates twice. */
  readonly idempotencyKey?: string;
  /** Creates nothing when a resource matches this search; fails with 412 when several do. */
  readonly ifNoneExist?: QueryParameters;
  readonly consistency?: Consistency;
}

/** Calls on one resource (docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources.html). */
export interface ResourceOperations {
  /** Adds a resource; the service gives it an id. */
  create<R extends Resource>(resource: R, options?: CreateOptions): Promise<Written<R>>;
  /** The current version; a FhirError of kind `gone` when it is deleted, `not-found` when it never was. */
  read<Type extends ResourceType>(type: Type, id: string): Promise<Resource<Type>>;
  /** One version, current or not. */
  vread<Type extends ResourceType>(type: Type, id: string, versionId: string): Promise<Resource<Type>>;
  /** Writes a resource under its id, whether it is there or not. */
  update<R extends Resource & { id?: string }>(resource: R, options?: WriteOptions): Promise<Written<R>>;
  /** Writes over the one match of a search, or creates when there is none; fails with 412 when there are several. */
  updateWhere<R extends Resource>(resource: R, criteria: QueryParameters, options?: WriteOptions): Promise<Written<R>>;
  /** Changes parts of a resource. */
  patch<Type extends ResourceType>(
    type: Type,
    id: string,
    steps: readonly JsonPatchStep[],
    options?: WriteOptions,
  ): Promise<Written<Resource<Type>>>;
  /** Deletes a resource; that it is already deleted is no error. Its history stays. */
  delete(type: ResourceType, id: string, options?: WriteOptions): Promise<{ versionId: string | undefined }>;
  /** Deletes what a search finds. */
  deleteWhere(type: ResourceType, criteria: QueryParameters): Promise<void>;
}

export function resourceOperations(send: Send, newIdempotencyKey: () => string): ResourceOperations {
  const readAt = async <Type extends ResourceType>(type: Type, id: string, versionId?: string) => {
    const at = resourcePath("GET", type, id, versionId);
    return resourceBody<Resource<Type>>(await send({ method: "GET", ...at, repeatable: true }), type, at.interaction);
  };

  const create: ResourceOperations["create"] = async (resource, options = {}) => {
    const { idempotencyKey = newIdempotencyKey(), ifNoneExist, consistency } = options;
    const type = resource.resourceType;
    const interaction = `POST ${type}`;
    try {
      const headers = {
        [IDEMPOTENCY_KEY]: idempotencyKey,
        ...(ifNoneExist && { "if-none-exist": queryText(ifNoneExist) }),
        ...consistencyHeader(consistency),
      };
      const body = JSON.stringify(resource);
      return written(
        await send({ method: "POST", path: path(type), headers, body, interaction, repeatable: true }),
        type,
        interaction,
      );
    } catch (error) {
      return await createdBefore(error, type);
    }
  };

  /** The key was seen before: the result is what it created then, for any caller. */
  const createdBefore = async <R extends Resource>(error: unknown, type: R["resourceType"]): Promise<Written<R>> => {
    if (!isFhirError(error, "conflict") || error.location === undefined) throw error;
    const at = parseLocation(error.location);
    if (at === undefined || at.type !== type) throw error;
    const resource = (await readAt(type, at.id, at.versionId)) as R;
    return { resource, versionId: resource.meta?.versionId, created: false };
  };

  const write = async <R extends Resource>(
    at: { path: string; interaction: string; query?: QueryParameters },
    resource: R,
    { ifMatch, consistency }: WriteOptions,
  ) => {
    const headers = { ...ifMatchHeader(ifMatch), ...consistencyHeader(consistency) };
    const body = JSON.stringify(resource);
    return written<R>(
      await send({ method: "PUT", ...at, headers, body, repeatable: true }),
      resource.resourceType,
      at.interaction,
    );
  };

  return {
    create,
    read: (type, id) => readAt(type, id),
    vread: (type, id, versionId) => readAt(type, id, versionId),
    update: async (resource, options = {}) =>
      write(resourcePath("PUT", resource.resourceType, resource.id ?? ""), resource, options),
    updateWhere: async (resource, criteria, options = {}) => {
      const type = resource.resourceType;
      return write(
        { path: path(type), query: named(criteria, `PUT ${type}?{criteria}`), interaction: `PUT ${type}?{criteria}` },
        resource,
        options,
      );
    },
    patch: async (type, id, steps, { ifMatch, consistency } = {}) => {
      const at = resourcePath("PATCH", type, id);
      const headers = { "content-type": JSON_PATCH, ...ifMatchHeader(ifMatch), ...consistencyHeader(consistency) };
      // Against one version a patch applies once; without a version each attempt may add to a list.
      const repeatable = ifMatch !== undefined;
      const body = JSON.stringify(steps);
      return written(await send({ method: "PATCH", ...at, headers, body, repeatable }), type, at.interaction);
    },
    delete: async (type, id, { ifMatch, consistency } = {}) => {
      const at = resourcePath("DELETE", type, id);
      const headers = { ...ifMatchHeader(ifMatch), ...consistencyHeader(consistency) };
      try {
        const response = await send({ method: "DELETE", ...at, headers, repeatable: true });
        return { versionId: etagVersion(response.headers) };
      } catch (error) {
        if (isFhirError(error, "gone")) return { versionId: undefined };
        throw error;
      }
    },
    deleteWhere: async (type, criteria) => {
      const interaction = `DELETE ${type}?{criteria}`;
      await send({
        method: "DELETE",
        path: path(type),
        query: named(criteria, interaction),
        interaction,
        repeatable: true,
      });
    },
  };
}

/** Without criteria a conditional call would be about everything, or about anything. */
function named(criteria: QueryParameters, interaction: string): QueryParameters {
  if (queryText(criteria) !== "") return criteria;
  throw new FhirError({ kind: "bad-request", interaction, issues: [{ severity: "error", code: "required" }] });
}
