import type { CaptureDependencies } from "@tributary/bus/capture-changes";
import type { EnrichDependencies } from "@tributary/bus/enrich-changes";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import type { Operations } from "../bus/delivery-rule.ts";
import { servicePorts } from "./consumer-ports.ts";
import { type BucketLink, type BusLink, links } from "./links.ts";

/** A service and the events that it sends. */
export interface Producer {
  readonly service: string;
  readonly sends: Operations;
}

/**
 * Ports of the function of `changePipe`, built from its links: quarantine and log, and a payload store if a contract allows a
 * claim check.
 */
export function enrichPorts({ service, sends }: Producer): EnrichDependencies {
  const claims = Object.values(sends).some(({ contract }) => contract.claimCheck);
  if (!claims) return servicePorts(service);
  const { ClaimChecks } = links<{ readonly ClaimChecks: BucketLink }>();
  return { ...servicePorts(service), payloads: s3PayloadStore({ bucket: ClaimChecks.name }) };
}

/** Ports of the function of `changeCapture`: those of `enrichPorts`, and a publisher on the named bus. */
export function producerPorts(bus: string, producer: Producer): CaptureDependencies {
  const { payloads, ...ports } = enrichPorts(producer);
  const { name: busName } = links<Readonly<Record<string, BusLink>>>()[bus]!;
  return { ...ports, publish: createPublisher({ putEvents: putEventsOn(), busName, ...(payloads && { payloads }) }) };
}
