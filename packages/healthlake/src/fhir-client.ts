import { type BearerAuthorization, bearerAuthorization, type TokenProvider } from "./bearer-token.ts";
import { type BundleOperations, bundleOperations } from "./bundle-operations.ts";
import { type CapabilityOperations, capabilityOperations } from "./capability-operations.ts";
import { defaultCredentials } from "./default-credentials.ts";
import { type ExportOperations, exportOperations } from "./export-operations.ts";
import { type HttpFetch, httpFetch } from "./http-fetch.ts";
import { type ResourceOperations, resourceOperations } from "./resource-operations.ts";
import { RETRY_POLICY, type RetryPolicy } from "./retry-policy.ts";
import { type SearchOperations, searchOperations } from "./search-operations.ts";
import { createSend } from "./send-request.ts";
import { type CredentialSource, createSigner, SERVICE } from "./sign-request.ts";
import { type SubscriptionOperations, subscriptionOperations } from "./subscription-operations.ts";

/** Options of `createFhirClient`: the data store, and what calls to it depend on. */
export interface FhirClientOptions {
  readonly region: string;
  readonly datastoreId: string;
  /** By default those that the AWS SDK would use. */
  readonly credentials?: CredentialSource;
  /** In place of credentials, for a data store with SMART on FHIR: asked for a token first, and when the last was refused. */
  readonly token?: TokenProvider;
  /** The service's address without a path; AWS's for the region unless given. */
  readonly endpoint?: string;
  /** Node.js's HTTP over kept connections, unless given; the global `fetch` fits. */
  readonly fetch?: HttpFetch;
  readonly retry?: Partial<RetryPolicy>;
  /** After that many milliseconds an attempt has failed; 30 seconds unless given. */
  readonly timeoutMs?: number;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly newIdempotencyKey?: () => string;
}

/** A data store's FHIR interface. Every method rejects with a FhirError; searches and histories throw it as they go. */
export interface FhirClient
  extends ResourceOperations,
    SearchOperations,
    BundleOperations,
    ExportOperations,
    SubscriptionOperations,
    CapabilityOperations {
  /** The address of the data store, `…/r4/`; references to what is in it begin with that. */
  readonly base: string;
}

/**
 * A client of one HealthLake data store: FHIR R4 over HTTP, signed or with a SMART on FHIR token (AWS has no SDK for it).
 * Numbers whose digits a double would change, such as 1.00, are `ExactDecimal`s of `@tributary/fhir`, which write the same
 * digits again. For data stores themselves and import jobs, use `@aws-sdk/client-healthlake`.
 */
export function createFhirClient(options: FhirClientOptions): FhirClient {
  const {
    region,
    datastoreId,
    endpoint = `https://${SERVICE}.${region}.amazonaws.com`,
    random = Math.random,
    sleep = ms => new Promise(resolve => setTimeout(resolve, ms)),
    newIdempotencyKey = () => crypto.randomUUID(),
  } = options;
  const base = new URL(`${endpoint.replace(/\/+$/, "")}/datastore/${encodeURIComponent(datastoreId)}/r4/`);
  const retry = { ...RETRY_POLICY, ...options.retry };
  const send = createSend({
    base,
    ...authorizationOf(options, base),
    fetch: options.fetch ?? httpFetch,
    retry,
    timeoutMs: options.timeoutMs ?? 30_000,
    now: options.now ?? (() => new Date()),
    random,
    sleep,
  });
  return {
    base: base.href,
    ...resourceOperations(send, newIdempotencyKey),
    ...searchOperations(send),
    ...bundleOperations({ send, retry, random, sleep }),
    ...exportOperations(send),
    ...subscriptionOperations({ send, base, newIdempotencyKey, sleep }),
    ...capabilityOperations(send),
  };
}

function authorizationOf(
  { region, credentials, token }: FhirClientOptions,
  base: URL,
): Pick<BearerAuthorization, "sign"> & Partial<BearerAuthorization> {
  if (token === undefined) return { sign: createSigner(region, credentials ?? defaultCredentials(region)) };
  if (credentials !== undefined) throw new TypeError("A client has credentials or a token, not both.");
  return bearerAuthorization(base, token);
}
