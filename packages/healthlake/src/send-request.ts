import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { type BearerAuthorization, NoTokenError } from "./bearer-token.ts";
import { errorKind, FhirError, type FhirFailure } from "./fhir-error.ts";
import { FHIR_JSON, type FhirRequest, type FhirResponse, queryText, type Send } from "./fhir-request.ts";
import type { HttpAnswer, HttpFetch } from "./http-fetch.ts";
import { outcomeIssues } from "./operation-outcome.ts";
import { type RetryPolicy, retryDelay } from "./retry-policy.ts";
import type { SignRequest } from "./sign-request.ts";

/** Dependencies of `createSend`. */
export interface SendDependencies {
  /** Ends in `/r4/`. */
  readonly base: URL;
  readonly sign: SignRequest;
  /** Called with the headers of a request that was refused for who sent it (401), where another attempt would have others. */
  readonly forget?: BearerAuthorization["forget"];
  readonly fetch: HttpFetch;
  readonly retry: RetryPolicy;
  /** After that many milliseconds an attempt has failed. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * A `Send` that signs each attempt. Retries throttled calls (429) and unavailable services (503), and, if the call is safe
 * to repeat, other 5xx and missing or partial answers. Retries a call once with a new token if its token was rejected (401).
 */
export function createSend(dependencies: SendDependencies): Send {
  const { retry, random, sleep, now } = dependencies;
  return async request => {
    let spentMs = 0;
    let isRenewed = false;
    for (let attempts = 1; ; attempts++) {
      const began = now().getTime();
      const result = await attempt(dependencies, request, attempts);
      if (!(result instanceof FhirError)) return result;
      spentMs += now().getTime() - began;
      if (result.kind === "unauthorized" && result.status !== undefined && dependencies.forget && !isRenewed) {
        isRenewed = true;
        continue;
      }
      if (!isWorthRepeating(result, request)) throw result;
      const delay = retryDelay(retry, { attempts, spentMs, retryAfterMs: result.retryAfterMs }, random);
      if (delay === undefined) throw result;
      await sleep(delay);
      spentMs += delay;
    }
  };
}

function isWorthRepeating({ kind, status }: FhirError, { repeatable }: FhirRequest): boolean {
  if (kind === "throttled" || status === 503) return true;
  return (
    repeatable && (kind === "server-error" || kind === "unreachable" || (kind === "unreadable" && isSuccess(status)))
  );
}

async function attempt(
  { base, sign, forget, fetch, timeoutMs, now }: SendDependencies,
  request: FhirRequest,
  attempts: number,
): Promise<FhirResponse | FhirError> {
  const { method, query, body, interaction } = request;
  const url = new URL(request.path, base);
  if (query !== undefined || url.search !== "") url.search = queryText(query ?? {});
  if (!isBelow(url, base)) return new FhirError({ kind: "unreadable", interaction, attempts });
  const headers = {
    accept: FHIR_JSON,
    ...(body !== undefined && { "content-type": FHIR_JSON }),
    ...request.headers,
  };
  const failure = (rest: Partial<FhirFailure> & Pick<FhirFailure, "kind">, cause?: unknown) =>
    new FhirError({ interaction, attempts, ...rest }, cause === undefined ? undefined : { cause });

  let signed: Record<string, string>;
  try {
    signed = await sign({ method, url, headers, ...(body !== undefined && { body }) }, now());
  } catch (error) {
    if (error instanceof NoTokenError) return failure({ kind: "unauthorized" }, error);
    throw error;
  }
  let response: HttpAnswer;
  let text: string;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(url.href, {
      method,
      headers: signed,
      signal,
      redirect: "error",
      ...(body !== undefined && { body }),
    });
    text = await response.text();
  } catch (error) {
    return failure({ kind: "unreachable" }, error);
  }
  const { status } = response;
  if (status === 401) forget?.(signed);
  const parsed = parse(text);
  if (isSuccess(status)) {
    if (parsed.isJson) return { status, headers: response.headers, body: parsed.value };
    return failure({ kind: "unreadable", status });
  }
  return failure({
    kind: errorKind(status),
    status,
    issues: outcomeIssues(parsed.value),
    ...fromHeaders(response.headers, now()),
  });
}

/** A path that a link gave may lead anywhere, as `//other.example/` does; what is signed goes to the data store alone. */
function isBelow(url: URL, base: URL): boolean {
  return url.origin === base.origin && url.pathname.startsWith(base.pathname);
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** A parser's error would quote the text, so none is kept. */
function parse(text: string): { isJson: boolean; value?: unknown } {
  if (text.trim() === "") return { isJson: true };
  try {
    return { isJson: true, value: parseFhirJson(text) };
  } catch {
    return { isJson: false };
  }
}

function fromHeaders(headers: HttpAnswer["headers"], now: Date): Partial<FhirFailure> {
  const requestId = headers.get("x-amzn-requestid");
  const location = headers.get("location");
  const retryAfter = headers.get("retry-after");
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const retryAfterMs = Number.isNaN(seconds) ? Date.parse(retryAfter ?? "") - now.getTime() : seconds * 1_000;
  return {
    ...(requestId !== null && { requestId }),
    ...(location !== null && { location }),
    ...(retryAfterMs > 0 && { retryAfterMs }),
  };
}
