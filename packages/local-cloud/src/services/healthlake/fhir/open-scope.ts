import type { OperationContext } from "../../../kernel/service.ts";
import { hostOf } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { awsEndpoint, type Datastore, datastoreEndpoint, datastoreStatus, findDatastore } from "../datastore.ts";
import { fhirError } from "./outcome.ts";
import { readPreferences } from "./preferences.ts";
import { refuseUnknownType } from "./refuse-unknown-type.ts";
import type { FhirRequest, FhirScope } from "./scope.ts";

/** The scope of a request; refused if its data store does not accept requests, or its type does not exist. */
export function openScope(
  context: HealthLakeContext & Pick<OperationContext, "refusal">,
  { datastoreId, segments, headers }: FhirRequest,
): FhirScope {
  const datastore = findDatastore(context, datastoreId);
  if (datastoreStatus(context, datastore) !== "ACTIVE") throw fhirError(403, "The data store is not active.");
  refuseToken(datastore, headers.authorization);
  refuseUnknownType(context, segments);
  const level = headers["x-amz-fhir-history-consistency-level"] ?? "eventual";
  if (level !== "strong" && level !== "eventual")
    throw fhirError(400, "x-amz-fhir-history-consistency-level is neither strong nor eventual.");
  const { returns } = readPreferences(headers.prefer);
  return {
    context,
    datastore,
    base: baseOf(context, datastoreId, headers),
    strong: level === "strong",
    returns,
    work: { steps: 0 },
    refusal: operation => context.refusal?.(operation, { datastoreId }),
  };
}

/**
 * Lets a bearer token pass where the data store was made for SMART on FHIR; it is not decoded. What HealthLake answers to one
 * elsewhere is not documented (2026-11-29).
 * https://docs.aws.amazon.com/healthlake/latest/APIReference/API_IdentityProviderConfiguration.html
 */
function refuseToken({ settings }: Datastore, authorization = ""): void {
  if (!/^Bearer(\s|$)/i.test(authorization)) return;
  if (!settings.IdentityProviderConfiguration?.AuthorizationStrategy?.startsWith("SMART_ON_FHIR"))
    throw fhirError(401, "The data store was not made for SMART on FHIR: it takes no bearer token.", { code: "login" });
  if (!/^Bearer [A-Za-z0-9\-._~+/]+=*$/i.test(authorization))
    throw fhirError(401, "The Authorization header holds no bearer token.", { code: "login" });
}

/** Links lead to where the request came: AWS's own address, or this machine's. */
function baseOf(context: HealthLakeContext, datastoreId: string, headers: FhirRequest["headers"]): string {
  const { host } = headers;
  if (host?.endsWith(".amazonaws.com")) return awsEndpoint(context, datastoreId);
  return datastoreEndpoint({ [hostOf]: host }, datastoreId);
}
