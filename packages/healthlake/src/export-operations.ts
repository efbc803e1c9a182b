import type { ResourceType } from "@tributary/fhir/resource";
import { FhirError } from "./fhir-error.ts";
import { path, type Send } from "./fhir-request.ts";
import { isFinished } from "./job-status.ts";
import { isId } from "./resource-path.ts";

/** What to export, and where to (docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-operations-export.html). */
export interface ExportRequest {
  /** Everything unless given: the compartments of all patients, or of a Group's. */
  readonly scope?: "system" | "patients" | { readonly group: string };
  readonly types?: readonly ResourceType[];
  /** Only what was last updated at or after this instant, or says nothing of when. */
  readonly since?: string;
  /** Only what was last updated before this instant. */
  readonly until?: string;
  readonly jobName?: string;
  /** The role that HealthLake writes with. */
  readonly dataAccessRoleArn: string;
  /** `s3://bucket/prefix` */
  readonly s3Uri: string;
  readonly kmsKeyId: string;
}

/** The state of a job; AWS has added statuses before, so one may be unknown here. */
export interface ExportJob {
  readonly jobId: string;
  readonly status: string;
  readonly isFinished: boolean;
  readonly submitTime: string | undefined;
  readonly endTime: string | undefined;
  readonly s3Uri: string | undefined;
}

/** Bulk export, one job at a time per data store; further jobs queue. */
export interface ExportOperations {
  startExport(request: ExportRequest): Promise<{ readonly jobId: string; readonly status: string }>;
  describeExport(jobId: string): Promise<ExportJob>;
  cancelExport(jobId: string): Promise<{ readonly jobId: string; readonly status: string }>;
}

export function exportOperations(send: Send): ExportOperations {
  return {
    startExport: async ({ scope = "system", types, since, until, ...job }) => {
      const prefix = scope === "system" ? [] : scope === "patients" ? ["Patient"] : ["Group", scope.group];
      const interaction = `POST ${typeof scope === "object" ? "Group/{id}/" : scope === "patients" ? "Patient/" : ""}$export`;
      const body = {
        DataAccessRoleArn: job.dataAccessRoleArn,
        ...(job.jobName !== undefined && { JobName: job.jobName }),
        OutputDataConfig: { S3Configuration: { S3Uri: job.s3Uri, KmsKeyId: job.kmsKeyId } },
      };
      const { body: answer } = await send({
        method: "POST",
        path: [...prefix.map(part => path(part)), "$export"].join("/"),
        query: { _type: types?.join(","), _since: since, _until: until },
        headers: { prefer: "respond-async" },
        body: JSON.stringify(body),
        interaction,
        // A repetition would start a second job; listing jobs finds one whose answer was lost.
        repeatable: false,
      });
      return jobOf(answer, interaction);
    },
    describeExport: async jobId => {
      const interaction = "GET export/{jobId}";
      const { body } = await send({ method: "GET", path: jobPath(jobId, interaction), interaction, repeatable: true });
      const { jobId: id, status, fields } = jobOf(body, interaction);
      const s3 = record(record(fields.outputDataConfig).s3Configuration);
      return {
        jobId: id,
        status,
        isFinished: isFinished(status),
        submitTime: text(fields.submitTime),
        endTime: text(fields.endTime),
        s3Uri: text(s3.s3Uri) ?? text(s3.S3Uri),
      };
    },
    cancelExport: async jobId => {
      const interaction = "DELETE export/{jobId}";
      const { body } = await send({
        method: "DELETE",
        path: jobPath(jobId, interaction),
        interaction,
        repeatable: true,
      });
      return jobOf(body, interaction);
    },
  };
}

function jobPath(jobId: string, interaction: string): string {
  if (isId(jobId)) return path("export", jobId);
  throw new FhirError({ kind: "bad-request", interaction, issues: [{ severity: "error", code: "value" }] });
}

/** A started job comes flat, a described or cancelled one under a name of its own. */
function jobOf(answer: unknown, interaction: string) {
  const outer = record(answer);
  const fields = record(outer.exportJobProperties ?? outer.exportJobCancelProperties ?? outer);
  const jobId = text(fields.jobId);
  const status = text(fields.jobStatus);
  if (jobId === undefined || status === undefined) throw new FhirError({ kind: "unreadable", interaction });
  return { jobId, status, fields };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
