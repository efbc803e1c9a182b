import { type Quarantine, type QuarantineReport, quarantineReport } from "./quarantine.ts";

/** A quarantine within one process, for tests and simulation, open to inspection. */
export interface MemoryQuarantine {
  readonly quarantine: Quarantine;
  /** Bodies by object key. */
  readonly objects: ReadonlyMap<string, string>;
  readonly reports: readonly QuarantineReport[];
}

/** Makes an empty one. */
export function memoryQuarantine(): MemoryQuarantine {
  const objects = new Map<string, string>();
  const reports: QuarantineReport[] = [];
  const quarantine: Quarantine = async (record, reason) => {
    const report = quarantineReport(record, reason);
    objects.set(report.objectKey, record.body);
    reports.push(report);
    return report;
  };
  return { quarantine, objects, reports };
}
