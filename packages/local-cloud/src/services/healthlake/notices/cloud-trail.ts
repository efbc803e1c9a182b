import { uuid } from "../../../kernel/random.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { enqueue } from "./outbox.ts";

/** A call that changes data, as CloudTrail writes it down. */
export interface RecordedCall {
  readonly eventName: string;
  readonly datastoreId: string;
  /** Undefined for bundles, which are of no one type. */
  readonly resourceType: string | undefined;
  readonly statusCode: number;
}

/** EventBridge tries events of AWS services for a day. */
const AGE_MS = 86_400_000;

/**
 * The CloudTrail record of a call, on the default bus; ids are hidden in it, as they are in AWS. Whether HealthLake's calls
 * are still management events, and the names of those for PATCH and bundles, is not verified (2026-11-20).
 * https://docs.aws.amazon.com/healthlake/latest/devguide/logging-using-cloudtrail.html
 */
export function recordCall(context: HealthLakeContext, call: RecordedCall): void {
  const { behaviour, random, clock, region, account } = context;
  if (!behaviour.cloudTrail) return;
  const { eventName, datastoreId, resourceType, statusCode } = call;
  const hidden = { resourceType, resourceId: "HIDDEN_DUE_TO_SECURITY_REASONS" };
  const detail = {
    eventVersion: "1.08",
    userIdentity: { type: "AssumedRole", accountId: account },
    eventTime: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    eventSource: "healthlake.amazonaws.com",
    eventName,
    awsRegion: region,
    requestParameters: { datastoreId, ...(resourceType !== undefined && hidden) },
    responseElements: { statusCode },
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
  };
  const { copies = 1, delayMs = 0 } = behaviour.notice?.({ kind: "cloudtrail", eventName }) ?? {};
  for (let copy = 0; copy < copies; copy++)
    enqueue(context, {
      bus: "default",
      source: "aws.healthlake",
      detailType: "AWS API Call via CloudTrail",
      resources: [],
      detail: JSON.stringify(detail),
      delayMs: behaviour.cloudTrailMs + delayMs,
      ageMs: AGE_MS,
    });
}
