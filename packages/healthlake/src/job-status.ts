/** Statuses that a job does not leave (docs.aws.amazon.com/healthlake/latest/APIReference/API_ExportJobProperties.html). */
const FINISHED = new Set(["COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED", "CANCEL_COMPLETED"]);

/** Whether an export or import job is over. An unknown status, added later by AWS, does not end a job. */
export function isFinished(status: string): boolean {
  return FINISHED.has(status);
}
