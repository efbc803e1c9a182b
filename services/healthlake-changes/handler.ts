import { receiveMessages } from "@tributary/bus/receive-messages";
import type { RemainingTime } from "@tributary/bus/remaining-time";
import { fhirNotice } from "@tributary/change-event/fhir-notice";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import { handleNotices } from "@tributary/healthlake-capture/handle-notices";
import { handleWindows } from "@tributary/healthlake-capture/handle-windows";
import { type OperatorAnswer, operate as operateOn } from "@tributary/healthlake-capture/operate";
import { subscribeDatastore as subscribeTo } from "@tributary/healthlake-capture/subscribe-datastore";
import { windowMessage } from "@tributary/healthlake-capture/window-message";
import {
  type ChangeDependencies,
  datastoreClient,
  linked,
  noticeDependencies,
  windowDependencies,
} from "./dependencies.ts";

/** Publishes what the notices of the data store's subscription tell of. */
export const notices = receiveMessages({
  service,
  decode: fhirNotice,
  handle: handleNotices,
  dependencies: noticeDependencies,
});

/** Looks for changes that no notice told of: by CloudTrail's records, by gaps in the notices, by comparison. */
export const windows = receiveMessages({
  service,
  decode: windowMessage,
  handle: handleWindows,
  dependencies: windowDependencies,
});

/** Of an operator's invocation, kept for its answer. */
const RESERVED_MS = 2_000;

let operating: ChangeDependencies | undefined;

/** Does a slice of what an operator asks for. */
export async function operate(request: unknown, context: RemainingTime): Promise<OperatorAnswer> {
  operating ??= windowDependencies();
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVED_MS;
  return await operateOn(request, { dependencies: operating, deadline });
}

/** Has the data store send its notices to the bus for them. */
export async function subscribeDatastore(): Promise<unknown> {
  return await subscribeTo(datastoreClient(30_000), linked.NoticesBus.arn);
}
