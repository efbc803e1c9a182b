import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ExportJobProperties.html */
export type JobStatus =
  | "SUBMITTED"
  | "QUEUED"
  | "IN_PROGRESS"
  | "COMPLETED_WITH_ERRORS"
  | "COMPLETED"
  | "FAILED"
  | "CANCEL_SUBMITTED"
  | "CANCEL_IN_PROGRESS"
  | "CANCEL_COMPLETED"
  | "CANCEL_FAILED";

export type JobKind = "import" | "export";

/** The request of a job. */
export interface JobRequest {
  readonly JobName?: string;
  readonly DataAccessRoleArn?: string;
  /** Where an export goes, or what an import tells of its work. */
  readonly output: { readonly S3Uri: string; readonly KmsKeyId?: string };
  /** Where an import comes from. */
  readonly input?: string;
  readonly ValidationLevel?: string;
  /** Exports: types, and times in milliseconds since the epoch. */
  readonly types?: readonly string[];
  readonly since?: number;
  readonly until?: number;
  /** The address of a request to the FHIR endpoint. */
  readonly url?: string;
}

/** The result of a job. */
export interface JobResult {
  /** Files of an export. */
  readonly files?: readonly { readonly type: string; readonly url: string }[];
  readonly transactionTime?: number;
  readonly progress?: Readonly<Record<string, number>>;
  readonly errors?: boolean;
  readonly message?: string;
}

/** A job as stored. Times are milliseconds since the epoch. */
export interface Job {
  readonly number: number;
  readonly id: string;
  readonly store: number;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly submittedAt: number;
  readonly endedAt: number | undefined;
  readonly request: JobRequest;
  readonly result: JobResult;
}

/** A row of `healthlake_jobs`. */
export function readJob(row: Record<string, unknown>): Job {
  return {
    number: row.number as number,
    id: row.id as string,
    store: row.store as number,
    kind: row.kind as JobKind,
    status: row.status as JobStatus,
    submittedAt: row.submitted_at as number,
    endedAt: (row.ended_at as number | null) ?? undefined,
    request: JSON.parse(row.request as string) as JobRequest,
    result: JSON.parse(row.result as string) as JobResult,
  };
}

/** A job of a data store; `ResourceNotFoundException` if it does not exist. */
export function findJob({ store }: CloudContext, datastore: number, kind: JobKind, id: string | undefined): Job {
  const row = store
    .prepare("SELECT * FROM healthlake_jobs WHERE id = ? AND store = ? AND kind = ?")
    .get(id ?? "", datastore, kind);
  if (!row) throw new AwsError("ResourceNotFoundException", "The job was not found.");
  return readJob(row);
}
