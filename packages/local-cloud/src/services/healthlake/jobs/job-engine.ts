import { AwsError } from "../../../kernel/aws-error.ts";
import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { Engine } from "../../../kernel/service.ts";
import { storageTrouble } from "../../../kernel/storage-trouble.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { type Datastore, readDatastore } from "../datastore.ts";
import { announceJob } from "./announce-job.ts";
import { runExport } from "./export.ts";
import { runImport } from "./import.ts";
import { type Job, type JobResult, type JobStatus, readJob } from "./job.ts";
import { JOBS_SIGNAL } from "./jobs-signal.ts";

/** The part that runs jobs: of each data store and kind, one at a time, in order of submission. */
export function jobEngine(context: HealthLakeContext): Engine {
  const { store, clock } = context;
  const due = "SELECT number FROM healthlake_jobs WHERE ended_at IS NULL AND due_at <= ? ORDER BY number";
  return dueEngine(context, {
    name: "healthlake jobs",
    signal: JOBS_SIGNAL,
    next: () => timeOf(store.prepare("SELECT MIN(due_at) AS at FROM healthlake_jobs WHERE ended_at IS NULL").get()),
    run() {
      for (const row of store.prepare(due).all(clock.now())) step(context, row.number as number);
    },
    pending: () => Number(store.prepare("SELECT COUNT(*) AS n FROM healthlake_jobs WHERE ended_at IS NULL").get()?.n),
  });
}

/** Takes a job one status on. What goes wrong with its work fails the job. */
function step(context: HealthLakeContext, number: number): void {
  const { store, clock, behaviour } = context;
  const { job, datastore } = jobAndStore(context, number);
  const now = clock.now();
  try {
    store.transaction(() => {
      if (job.status === "CANCEL_SUBMITTED") return finish(context, datastore, job, "CANCEL_COMPLETED", job.result);
      if (job.status === "IN_PROGRESS") {
        const { errors, message } = job.result;
        const status = message !== undefined ? "FAILED" : errors ? "COMPLETED_WITH_ERRORS" : "COMPLETED";
        return finish(context, datastore, job, status, job.result);
      }
      if (anotherRuns(context, job)) {
        // Starts when the running job has ended.
        move(context, datastore, job, "QUEUED", { dueAt: null, result: job.result });
        return;
      }
      const message = behaviour.failJob?.(job.kind, job.id);
      const run = job.kind === "export" ? runExport : runImport;
      const result = message === undefined ? run(context, datastore, job) : { message };
      move(context, datastore, job, "IN_PROGRESS", { dueAt: now + behaviour.jobRunMs, result });
    });
  } catch (error) {
    if (storageTrouble(error)) throw error; // The job resumes when the storage works again.
    // A refusal by S3 is the caller's fault; anything else is a defect.
    const refused = error instanceof AwsError;
    if (!refused) context.defect(error);
    const message = refused ? `S3 refused the job: ${error.code}.` : "The job could not be done.";
    store.transaction(() => finish(context, datastore, job, "FAILED", { message }));
  }
}

function jobAndStore({ store }: HealthLakeContext, number: number): { job: Job; datastore: Datastore } {
  const job = readJob(store.prepare("SELECT * FROM healthlake_jobs WHERE number = ?").get(number) ?? {});
  const row = store.prepare("SELECT * FROM healthlake_datastores WHERE number = ?").get(job.store) ?? {};
  return { job, datastore: readDatastore(row) };
}

function anotherRuns({ store }: HealthLakeContext, job: Job): boolean {
  const running =
    "SELECT 1 FROM healthlake_jobs WHERE store = ? AND kind = ? AND number <> ? AND ended_at IS NULL AND status IN ('IN_PROGRESS', 'CANCEL_SUBMITTED')";
  return store.prepare(running).get(job.store, job.kind, job.number) !== undefined;
}

function move(
  context: HealthLakeContext,
  datastore: Datastore,
  job: Job,
  status: JobStatus,
  { dueAt, result }: { dueAt: number | null; result: JobResult },
): void {
  context.store
    .prepare("UPDATE healthlake_jobs SET status = ?, due_at = ?, result = ? WHERE number = ?")
    .run(status, dueAt, JSON.stringify(result), job.number);
  if (status !== job.status) announceJob(context, datastore, { ...job, status });
}

function finish(
  context: HealthLakeContext,
  datastore: Datastore,
  job: Job,
  status: JobStatus,
  result: JobResult,
): void {
  const { store, clock, signals } = context;
  move(context, datastore, job, status, { dueAt: null, result });
  store.prepare("UPDATE healthlake_jobs SET ended_at = ? WHERE number = ?").run(clock.now(), job.number);
  const next =
    "SELECT MIN(number) AS number FROM healthlake_jobs WHERE store = ? AND kind = ? AND status = 'QUEUED' AND ended_at IS NULL";
  const waiting = store.prepare(next).get(job.store, job.kind)?.number;
  if (typeof waiting === "number")
    store.prepare("UPDATE healthlake_jobs SET due_at = ? WHERE number = ?").run(clock.now(), waiting);
  signals.notify(JOBS_SIGNAL);
}
