import { receiveMessages } from "@tributary/bus/receive-messages";
import { fhirNotice } from "@tributary/change-event/fhir-notice";
import { sends, service } from "@tributary/contracts/healthlake-changes.operations";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { handleNotices } from "@tributary/healthlake-capture/handle-notices";
import { handleWindows } from "@tributary/healthlake-capture/handle-windows";
import { operateCapture } from "@tributary/healthlake-capture/operate-capture";
import { subscribeDatastore as subscribeTo } from "@tributary/healthlake-capture/subscribe-datastore";
import { windowMessage } from "@tributary/healthlake-capture/window-message";
import { healthlakePorts } from "@tributary/sst/healthlake-ports";
import { type BusLink, type DatastoreLink, links } from "@tributary/sst/links";

const linked = links<{ readonly Datastore: DatastoreLink; readonly NoticesBus: BusLink }>();

const { contract } = sends["FhirResourceChanged.v1"];
const names = { bus: "ClinicalBus", datastore: "Datastore", ledger: "ChangeLedger" };

/** `budgetMs`: calls to the data store are retried until then. */
const ports = (budgetMs: number) => () =>
  healthlakePorts("HealthLake", { service, sends, contract, ...names, budgetMs });

/** Publishes the changes behind the notices of the data store's subscription. */
export const notices = receiveMessages({
  service,
  decode: fhirNotice,
  handle: handleNotices,
  dependencies: ports(4_000),
});

/** Finds changes without a notice: by CloudTrail's records, gaps in the notices, and comparison. */
export const windows = receiveMessages({
  service,
  decode: windowMessage,
  handle: handleWindows,
  dependencies: ports(20_000),
});

/** Runs a slice of an operator's request. */
export const operate = operateCapture({ dependencies: ports(20_000) });

/** Subscribes the bus for notices to the data store. */
export async function subscribeDatastore(): Promise<unknown> {
  return await subscribeTo(clientFromEnvironment(linked.Datastore.id, { budgetMs: 30_000 }), linked.NoticesBus.arn);
}
