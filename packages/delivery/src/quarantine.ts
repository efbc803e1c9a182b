import { createHash } from "node:crypto";
import type { Violation } from "@tributary/contract/event-contract";
import { withoutGivenName } from "@tributary/contract/given-name";

/** A whole record that can never succeed. */
export interface QuarantinedRecord {
  /** The service that could not handle it. */
  readonly source: string;
  /** Exactly as it was received. It may hold clinical data: it goes to the encrypted bucket and nowhere else. */
  readonly body: string;
  /** When it was created, epoch milliseconds; the same at every attempt, as it is part of the key. */
  readonly at: number;
}

/** Why a record can never succeed. */
export interface QuarantineReason {
  /** Detail-type of the contract that it breaks, where it is known. */
  readonly contract?: string;
  readonly violations: readonly Violation[];
}

/** The report on a quarantined record: where it is and what is wrong, never a value. */
export interface QuarantineReport {
  readonly recordId: string;
  readonly contract: string | null;
  readonly source: string;
  readonly violations: readonly { readonly pointer: string; readonly keyword: string }[];
  /** RFC 3339. */
  readonly at: string;
  readonly objectKey: string;
  readonly bytes: number;
}

/** Quarantines a record that can never succeed, and reports it. Rejects on failure; then the record must be retried. */
export type Quarantine = (record: QuarantinedRecord, reason: QuarantineReason) => Promise<QuarantineReport>;

/** The report on a record. The same record has the same id and the same object key, however often it fails. */
export function quarantineReport(record: QuarantinedRecord, reason: QuarantineReason): QuarantineReport {
  const recordId = createHash("sha256").update(record.body).digest("hex").slice(0, 32);
  const at = new Date(record.at).toISOString();
  return {
    recordId,
    contract: reason.contract ?? null,
    source: record.source,
    violations: reason.violations.slice(0, MOST_VIOLATIONS).map(violation => ({
      pointer: withoutGivenName(violation),
      keyword: violation.keyword,
    })),
    at,
    objectKey: `${record.source}/${at.slice(0, 10)}/${recordId}.json`,
    bytes: Buffer.byteLength(record.body),
  };
}

/** A report has to fit into a message, however much is wrong. */
const MOST_VIOLATIONS = 100;
