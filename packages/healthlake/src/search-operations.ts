import type { Bundle, BundleEntry, OperationOutcome, Resource, ResourceType } from "@tributary/fhir/resource";
import { type FhirRequest, path, type QueryParameters, queryText, type Send } from "./fhir-request.ts";
import { followPages } from "./follow-pages.ts";
import { type Consistency, consistencyHeader, versionOfEtag } from "./headers.ts";
import { parseLocation, resourcePath } from "./resource-path.ts";

export interface SearchOptions {
  /** POST keeps what is searched for out of URLs, and so out of logs; it is what the service advises for health data. */
  readonly method?: "GET" | "POST";
  readonly consistency?: Consistency;
}

/** One page of a search. */
export interface SearchPage<Type extends ResourceType = ResourceType> {
  readonly matches: readonly Resource<Type>[];
  /** Through `_include` and `_revinclude`. */
  readonly included: readonly Resource[];
  /** The service's outcome for the search. */
  readonly outcomes: readonly OperationOutcome[];
  /** Of all pages, where the service counts. */
  readonly total: number | undefined;
}

/** One version in a resource's history. */
export interface HistoryVersion<Type extends ResourceType = ResourceType> {
  readonly change: "create" | "update" | "patch" | "delete";
  readonly versionId: string | undefined;
  readonly lastUpdated: string | undefined;
  /** None for a deletion. */
  readonly resource: Resource<Type> | undefined;
}

/** One version in the history of a type. */
export interface TypeHistoryVersion<Type extends ResourceType = ResourceType> extends HistoryVersion<Type> {
  /** Undefined if the service does not name the resource. */
  readonly id: string | undefined;
}

export interface HistoryOptions {
  /** Only versions at or after this instant. */
  readonly since?: string;
  /** The page size; the service has its own limit. */
  readonly count?: number;
}

/** Reads many resources; pages are fetched on demand, and a failed page throws. */
export interface SearchOperations {
  search<Type extends ResourceType>(
    type: Type,
    criteria?: QueryParameters,
    options?: SearchOptions,
  ): AsyncGenerator<Resource<Type>>;
  searchPages<Type extends ResourceType>(
    type: Type,
    criteria?: QueryParameters,
    options?: SearchOptions,
  ): AsyncGenerator<SearchPage<Type>>;
  /** All versions of one resource, newest first, deletions among them. */
  history<Type extends ResourceType>(
    type: Type,
    id: string,
    options?: HistoryOptions,
  ): AsyncGenerator<HistoryVersion<Type>>;
  /**
   * All versions of all resources of a type, newest first, deletions among them. HealthLake has it in its list of
   * interactions and does not show its address, which is FHIR's here: be ready to be refused (2026-11-29,
   * docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html).
   */
  typeHistory<Type extends ResourceType>(
    type: Type,
    options?: HistoryOptions,
  ): AsyncGenerator<TypeHistoryVersion<Type>>;
}

export function searchOperations(send: Send): SearchOperations {
  async function* searchPages<Type extends ResourceType>(
    type: Type,
    criteria: QueryParameters = {},
    options: SearchOptions = {},
  ) {
    for await (const page of followPages(send, searchRequest(type, criteria, options)))
      yield searchPage<Type>(page, type);
  }

  async function* historyEntries(
    of: { readonly path: string; readonly interaction: string },
    { since, count }: HistoryOptions = {},
  ) {
    const query = { _since: since, _count: count };
    const interaction = `${of.interaction}/_history`;
    const first = { method: "GET", path: `${of.path}/_history`, query, interaction, repeatable: true } as const;
    for await (const { entry = [] } of followPages(send, first)) yield* entry;
  }

  return {
    searchPages,
    search: async function* (type, criteria, options) {
      for await (const { matches } of searchPages(type, criteria, options)) yield* matches;
    },
    history: async function* <Type extends ResourceType>(type: Type, id: string, options?: HistoryOptions) {
      for await (const entry of historyEntries(resourcePath("GET", type, id), options))
        yield historyVersion<Type>(entry);
    },
    typeHistory: async function* <Type extends ResourceType>(type: Type, options?: HistoryOptions) {
      for await (const entry of historyEntries({ path: path(type), interaction: `GET ${type}` }, options)) {
        const { resource, fullUrl, request, response } = entry;
        const located = [fullUrl, response?.location, request?.url].map(url => parseLocation(url ?? "")?.id);
        yield { ...historyVersion<Type>(entry), id: resource?.id ?? located.find(id => id !== undefined) };
      }
    },
  };
}

function searchRequest(
  type: string,
  criteria: QueryParameters,
  { method = "POST", consistency }: SearchOptions,
): FhirRequest {
  const headers = consistencyHeader(consistency);
  if (method === "GET") {
    return {
      method,
      path: path(type),
      query: criteria,
      headers,
      interaction: `GET ${type}?{criteria}`,
      repeatable: true,
    };
  }
  return {
    method,
    path: path(type, "_search"),
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: queryText(criteria),
    interaction: `POST ${type}/_search`,
    repeatable: true,
  };
}

function searchPage<Type extends ResourceType>({ entry = [], total }: Bundle, type: Type): SearchPage<Type> {
  const of = (mode: string) =>
    entry.flatMap(item => (modeOf(item, type) === mode && item.resource ? [item.resource] : []));
  return {
    matches: of("match") as Resource[] as Resource<Type>[],
    included: of("include") as Resource[],
    outcomes: of("outcome") as OperationOutcome[],
    total,
  };
}

/** An entry may come without its mode; then its type tells. */
function modeOf({ search, resource }: BundleEntry, type: ResourceType): string {
  return (
    search?.mode ??
    (resource?.resourceType === type ? "match" : resource?.resourceType === "OperationOutcome" ? "outcome" : "include")
  );
}

const changes: Readonly<Record<string, HistoryVersion["change"]>> = {
  POST: "create",
  PATCH: "patch",
  DELETE: "delete",
};

function historyVersion<Type extends ResourceType>({
  request,
  response,
  resource,
  fullUrl,
}: BundleEntry): HistoryVersion<Type> {
  const change = request?.method === undefined && resource === undefined ? "delete" : changes[request?.method ?? ""];
  const located = [response?.location, request?.url, fullUrl].map(url => parseLocation(url ?? "")?.versionId);
  const told = [versionOfEtag(response?.etag), ...located];
  // A deletion may come with the deleted resource, of the version before.
  const versionIds = change === "delete" ? [...told, resource?.meta?.versionId] : [resource?.meta?.versionId, ...told];
  const times = [resource?.meta?.lastUpdated, response?.lastModified];
  return {
    change: change ?? "update",
    versionId: versionIds.find(version => version !== undefined),
    lastUpdated: (change === "delete" ? times.reverse() : times).find(time => time !== undefined),
    // A deletion may come with the deleted resource or a stub.
    resource: change === "delete" ? undefined : (resource as Resource<Type> | undefined),
  };
}
