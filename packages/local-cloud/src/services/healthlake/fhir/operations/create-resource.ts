import type { HealthLakeContext } from "../../behaviour.ts";
import { create } from "../../resources/interactions.ts";
import { openScope } from "../open-scope.ts";
import { fhirError } from "../outcome.ts";
import { asResource, readJsonBody } from "../read-body.ts";
import { recordWrite } from "../record-write.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/** https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-create.html */
export function createResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const scope = openScope(context, request);
  return recordWrite(context, "CreateResource", request, () => {
    const resource = asResource(readJsonBody(request), request.segments[0] ?? "");
    const key = request.headers["x-amz-fhir-idempotency-key"];
    if (key !== undefined) refuseDuplicate(scope, key);
    const response = create(scope, resource, { ifNoneExist: request.headers["if-none-exist"] });
    if (key !== undefined) remember(scope, key, response.headers.location ?? "");
    return response;
  });
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
