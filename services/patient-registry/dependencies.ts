import type { CaptureDependencies } from "@tributary/bus/capture-changes";
import type { EnrichDependencies } from "@tributary/bus/enrich-changes";
import { serviceLog } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { Resource } from "sst/resource";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
const links = Resource as unknown as {
  readonly ClinicalBus: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
};

/** What the enrichment works with on AWS. */
export function enrichDependencies(): EnrichDependencies {
  return {
    quarantine: s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url }),
    log: serviceLog("patient-registry"),
  };
}

/** What the capture works with on AWS. */
export function captureDependencies(): CaptureDependencies {
  const publish = createPublisher({ putEvents: putEventsOn(), busName: links.ClinicalBus.name });
  return { ...enrichDependencies(), publish };
}
