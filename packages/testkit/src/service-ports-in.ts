import type { Log } from "@tributary/bus/log";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import type { GraphParts } from "./start-graph.ts";

/** The quarantine of a running graph, and a log that is kept from the test's output unless one is given. */
export function servicePortsIn(
  { link, s3, sqs }: GraphParts,
  log: Log = silentLog,
): { readonly quarantine: Quarantine; readonly log: Log } {
  return {
    quarantine: s3Quarantine({ bucket: link("Quarantine"), reportsUrl: link("QuarantineReports"), s3, sqs }),
    log,
  };
}

const silentLog: Log = { info() {}, warn() {}, error() {} };
