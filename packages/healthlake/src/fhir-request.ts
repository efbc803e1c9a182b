/** Search parameters and the like by name; several values repeat the name. */
export type QueryParameters = Readonly<
  Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>
>;

/** One call to a data store. */
export interface FhirRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `…/r4/`, its parts encoded. */
  readonly path: string;
  readonly query?: QueryParameters;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The call without ids and values, for errors: `PUT Patient/{id}`. */
  readonly interaction: string;
  /** Whether doing it twice does no harm: then it is repeated even when it is not known whether it was done. */
  readonly repeatable: boolean;
}

/** The answer to a call that succeeded. */
export interface FhirResponse {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
}

/** Makes a call, and retries it as its policy allows. Rejects with a FhirError. */
export type Send = (request: FhirRequest) => Promise<FhirResponse>;

/** FHIR's media type (hl7.org/fhir/R4/http.html#mime-type). */
export const FHIR_JSON = "application/fhir+json";

/** Parts of a path, each encoded. */
export function path(...parts: readonly string[]): string {
  return parts.map(encode).join("/");
}

/**
 * A query encoded for the wire, as SigV4 requires
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function queryText(query: QueryParameters): string {
  return queryPairs(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** Every name with every value, as texts. */
function queryPairs(query: QueryParameters): readonly (readonly [string, string])[] {
  return Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(one => one !== undefined).map(one => [name, String(one)] as const),
  );
}

/** The parameters of an encoded query. */
export function queryOf(parameters: URLSearchParams): Readonly<Record<string, string[]>> {
  return Object.fromEntries([...new Set(parameters.keys())].map(name => [name, parameters.getAll(name)]));
}

/** RFC 3986: `encodeURIComponent` leaves five more characters alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
