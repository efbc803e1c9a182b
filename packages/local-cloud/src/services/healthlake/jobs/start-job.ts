import { AwsError } from "../../../kernel/aws-error.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import { announceJob } from "./announce-job.ts";
import { type Job, type JobKind, type JobRequest, readJob } from "./job.ts";
import { JOBS_SIGNAL } from "./jobs-signal.ts";

/** Jobs of a kind that run or wait in one data store, at most. The quota is one that runs; how many may wait is not documented. */
const WAITING_MAX = 25;

/** Takes a job in. One of each kind runs at a time; another waits, or is refused, as the behaviour says. */
export function startJob(
  context: HealthLakeContext,
  datastore: Datastore,
  kind: JobKind,
  request: JobRequest,
  clientToken?: string,
): Job {
  const { store, clock, random, behaviour, signals } = context;
  return store.transaction(() => {
    if (clientToken !== undefined) {
      const same = "SELECT * FROM healthlake_jobs WHERE client_token = ? AND store = ? AND kind = ?";
      const known = store.prepare(same).get(clientToken, datastore.number, kind);
      if (known) return readJob(known);
    }
    const open = "SELECT COUNT(*) AS n FROM healthlake_jobs WHERE store = ? AND kind = ? AND ended_at IS NULL";
    const others = Number(store.prepare(open).get(datastore.number, kind)?.n);
    if (others >= (behaviour.busyJobs === "refuse" ? 1 : WAITING_MAX))
      throw new AwsError("ThrottlingException", `Another ${kind} job is not finished.`, { status: 429 });
    const now = clock.now();
    const id = Buffer.from(random.bytes(16)).toString("hex");
    store
      .prepare(
        "INSERT INTO healthlake_jobs (id, store, kind, status, submitted_at, due_at, client_token, request) VALUES (?, ?, ?, 'SUBMITTED', ?, ?, ?, ?)",
      )
      .run(id, datastore.number, kind, now, now + behaviour.jobQueueMs, clientToken ?? null, JSON.stringify(request));
    const job = readJob(store.prepare("SELECT * FROM healthlake_jobs WHERE id = ?").get(id) ?? {});
    announceJob(context, datastore, job);
    signals.notify(JOBS_SIGNAL);
    return job;
  });
}
