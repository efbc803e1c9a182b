import { receiveMessages } from "@tributary/bus/receive-messages";
import { fhirNotice } from "@tributary/change-event/fhir-notice";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { datastoreClient, links, noticeDependencies } from "./dependencies.ts";
import { handleNotices } from "./notices.ts";
import { subscribeDatastore as subscribeTo } from "./subscribe-datastore.ts";

/** Publishes what the notices of the data store's subscription tell of. */
export const notices = receiveMessages({
  service,
  decode: fhirNotice,
  handle: handleNotices,
  dependencies: noticeDependencies,
});

/** Looks for changes that notices did not tell of. */
export async function windows(_batch: SQSEvent): Promise<SQSBatchResponse> {
  return { batchItemFailures: [] };
}

/** Takes a step of what an operator asked for. */
export async function operate(_request: unknown): Promise<unknown> {
  throw new Error("There is nothing to operate yet.");
}

/** Has the data store send its notices to the bus for them. */
export async function subscribeDatastore(): Promise<unknown> {
  return await subscribeTo(datastoreClient(30_000), links.NoticesBus.arn);
}
