import type { Bundle, BundleEntry, Resource } from "@tributary/fhir/resource";
import { bundleBody } from "./bundle-body.ts";
import {
  ASYNC_TRANSACTION_LIMITS,
  BATCH_LIMITS,
  type BundleCall,
  type BundleLimits,
  bundleEntry,
  chunkCalls,
  isRepeatable,
  TRANSACTION_LIMITS,
} from "./bundle-chunks.ts";
import { errorKind, FhirError, isFhirError } from "./fhir-error.ts";
import { queryOf, type Send } from "./fhir-request.ts";
import { versionOfEtag } from "./headers.ts";
import { outcomeIssues } from "./operation-outcome.ts";
import { parseLocation } from "./resource-path.ts";
import { type RetryPolicy, retryDelay } from "./retry-policy.ts";

/** The outcome of one call of a Bundle. */
export type EntryOutcome =
  | {
      readonly ok: true;
      readonly status: number;
      readonly id: string | undefined;
      readonly versionId: string | undefined;
      readonly lastModified: string | undefined;
      /** Where the service sends it back. */
      readonly resource: Resource | undefined;
    }
  | { readonly ok: false; readonly error: FhirError };

export interface TransactionOptions {
  /** Up to 500 entries; the service works on it later, and the call waits for that. Not in order with others. */
  readonly async?: boolean;
  readonly pollMs?: number;
  /** Then it rejects as `unreachable`, and the transaction may still be done. */
  readonly maxWaitMs?: number;
}

/** Many calls in few requests. */
export interface BundleOperations {
  /**
   * Makes the calls independently, in as many Bundles as it takes: one outcome a call, in order. Calls that were throttled or
   * met a failing service are made again within the retry budget; a Bundle that is too large is sent in parts. Never rejects for the data's sake.
   */
  batch(calls: readonly BundleCall[], limits?: BundleLimits): Promise<readonly EntryOutcome[]>;
  /** Makes all the calls, or none and rejects. More than the service takes at once are refused before anything is sent. */
  transaction(calls: readonly BundleCall[], options?: TransactionOptions): Promise<readonly EntryOutcome[]>;
}

interface BundleDependencies {
  readonly send: Send;
  readonly retry: RetryPolicy;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-413-content-too-large */
const TOO_LARGE = 413;

export function bundleOperations({ send, retry, random, sleep }: BundleDependencies): BundleOperations {
  const post = async (type: "batch" | "transaction", calls: readonly BundleCall[], prefer?: "respond-async") => {
    const bundle: Bundle = { resourceType: "Bundle", type, entry: calls.map(bundleEntry) };
    return await send({
      method: "POST",
      path: "",
      body: JSON.stringify(bundle),
      ...(prefer && { headers: { prefer } }),
      interaction: interactionOf(type),
      repeatable: calls.every(isRepeatable),
    });
  };

  const batchOnce = async (calls: readonly BundleCall[]): Promise<readonly EntryOutcome[]> => {
    try {
      return entryOutcomes(bundleBody(await post("batch", calls), interactionOf("batch")), calls);
    } catch (error) {
      if (!isFhirError(error)) throw error;
      // Nothing was done: send halves, until a call that is too large by itself stands alone.
      if (error.status === TOO_LARGE && calls.length > 1) {
        const middle = Math.ceil(calls.length / 2);
        return [...(await batchOnce(calls.slice(0, middle))), ...(await batchOnce(calls.slice(middle)))];
      }
      return calls.map(() => ({ ok: false, error }));
    }
  };

  const batchChunk = async (calls: readonly BundleCall[]): Promise<readonly EntryOutcome[]> => {
    const outcomes = [...(await batchOnce(calls))];
    let spentMs = 0;
    for (let attempts = 1; ; attempts++) {
      const again = calls.flatMap((call, at) => (isWorthRepeating(outcomes[at], call) ? [at] : []));
      const delay = again.length === 0 ? undefined : retryDelay(retry, { attempts, spentMs }, random);
      if (delay === undefined) return outcomes;
      await sleep(delay);
      spentMs += delay;
      const repeated = await batchOnce(again.flatMap(at => calls[at] ?? []));
      for (const [index, at] of again.entries()) outcomes[at] = repeated[index] ?? outcomes[at]!;
    }
  };

  /** A 202 says where to look, and so does every answer there until the last. */
  const poll = async (location: string, pollMs: number, maxWaitMs: number): Promise<Bundle> => {
    const interaction = "GET transaction/{id}";
    if (!URL.canParse(location)) throw new FhirError({ kind: "unreadable", interaction });
    const { pathname, searchParams } = new URL(location);
    const path = /\/r4\/(.+)$/.exec(pathname)?.[1] ?? "";
    for (let waitedMs = 0; waitedMs <= maxWaitMs; waitedMs += pollMs) {
      const response = await send({ method: "GET", path, query: queryOf(searchParams), interaction, repeatable: true });
      if (response.status !== 202) return bundleBody(response, interaction);
      await sleep(pollMs);
    }
    throw new FhirError({ kind: "unreachable", interaction });
  };

  return {
    batch: async (calls, limits = BATCH_LIMITS) => {
      const outcomes: EntryOutcome[] = [];
      for (const chunk of chunkCalls(calls, limits)) outcomes.push(...(await batchChunk(chunk)));
      return outcomes;
    },
    transaction: async (calls, { async = false, pollMs = 1_000, maxWaitMs = 900_000 } = {}) => {
      if (calls.length === 0) return [];
      refuseTooMany(calls, async ? ASYNC_TRANSACTION_LIMITS : TRANSACTION_LIMITS);
      const response = await post("transaction", calls, async ? "respond-async" : undefined);
      const location = response.headers.get("content-location");
      const bundle =
        response.status === 202 && location !== null
          ? await poll(location, pollMs, maxWaitMs)
          : bundleBody(response, interactionOf("transaction"));
      return entryOutcomes(bundle, calls);
    },
  };
}

function refuseTooMany(calls: readonly BundleCall[], { entries }: BundleLimits): void {
  if (calls.length <= entries) return;
  const issues = [{ severity: "error", code: "too-costly" }];
  throw new FhirError({ kind: "unprocessable", interaction: interactionOf("transaction"), issues });
}

function interactionOf(type: "batch" | "transaction"): string {
  return `POST ${type}`;
}

/** The call itself was answered: what did not come through of its own may come through by itself. */
function isWorthRepeating(outcome: EntryOutcome | undefined, call: BundleCall): boolean {
  if (outcome === undefined || outcome.ok || outcome.error.interaction === interactionOf("batch")) return false;
  const { kind, status } = outcome.error;
  return kind === "throttled" || status === 503 || (kind === "server-error" && isRepeatable(call));
}

function entryOutcomes({ entry = [] }: Bundle, calls: readonly BundleCall[]): readonly EntryOutcome[] {
  return calls.map((call, at) => entryOutcome(entry[at], `${call.method} ${typeOf(call.url)} in a bundle`));
}

function entryOutcome(entry: BundleEntry | undefined, interaction: string): EntryOutcome {
  const { response, resource } = entry ?? {};
  const status = Number(/^\d{3}/.exec(response?.status ?? "")?.[0]);
  if (Number.isNaN(status)) return { ok: false, error: new FhirError({ kind: "unreadable", interaction }) };
  if (status >= 400) {
    const issues = outcomeIssues(response?.outcome ?? resource);
    return { ok: false, error: new FhirError({ kind: errorKind(status), interaction, status, issues }) };
  }
  const at = parseLocation(response?.location ?? "");
  return {
    ok: true,
    status,
    id: at?.id ?? resource?.id,
    versionId: versionOfEtag(response?.etag) ?? at?.versionId ?? resource?.meta?.versionId,
    lastModified: response?.lastModified ?? resource?.meta?.lastUpdated,
    resource: resource as Resource | undefined,
  };
}

function typeOf(url: string): string {
  return /^[A-Z]\w*/.exec(url)?.[0] ?? "entry";
}
