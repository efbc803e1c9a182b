import { fhirError } from "../outcome.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/** Creates once per idempotency key. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-create.html */
export function createOnce({ headers }: FhirRequest, scope: FhirScope, create: () => FhirResponse): FhirResponse {
  const key = headers["x-amz-fhir-idempotency-key"];
  if (key === undefined) return create();
  refuseDuplicate(scope, key);
  const response = create();
  remember(scope, key, response.headers.location ?? "");
  return response;
}

/** The key is a UUID. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-idempotency.html */
const KEY = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/**
 * A key that was used is answered with 409. That the original is named in `Location`, and that the issue is `duplicate`,
 * is reported by third parties only (2026-11-20).
 */
function refuseDuplicate({ context, datastore }: FhirScope, key: string): void {
  if (!KEY.test(key)) throw fhirError(400, "x-amz-fhir-idempotency-key is not a UUID.");
  const sql = "SELECT location FROM healthlake_idempotency WHERE store = ? AND key = ?";
  const used = context.store.prepare(sql).get(datastore.number, key);
  if (!used) return;
  const headers = { location: used.location as string };
  throw fhirError(409, "The idempotency key was used before.", { code: "duplicate", headers });
}

function remember({ context, datastore }: FhirScope, key: string, location: string): void {
  context.store.prepare("INSERT INTO healthlake_idempotency VALUES (?, ?, ?)").run(datastore.number, key, location);
}
