import { availableParallelism } from "node:os";
import { bootCloud } from "@tributary/cli/dev/boot-cloud";
import { failureTeller } from "@tributary/cli/dev/failure-teller";
import { heldToRoles } from "@tributary/cli/dev/held-to-roles";
import { sessionListeners } from "@tributary/cli/dev/session-listeners";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Job } from "./job.ts";
import { sinceStart } from "./since-start.ts";
import { count, countLog } from "./watch/counters.ts";

const DEFAULT_PORT = 4566;

/**
 * Shorter delays than on AWS, where a subscription takes minutes to become active and CloudTrail reports minutes later; long
 * enough that CloudTrail reports known changes, as there.
 */
const BEHAVIOUR = { subscriptionActivationMs: 1, cloudTrailMs: 3_000 } as const;

/**
 * Workers per function. With more functions than cores, a second worker speeds up nothing: it compiles and collects garbage of its
 * own, and halves the batches.
 */
const ENVIRONMENTS = availableParallelism() > 4 ? 2 : 1;

/** Starts the local cloud and counts its steps. Rejects with a `UsageError` if it cannot start. */
export async function startCloud(job: Job): Promise<LocalCloud> {
  const { root, options, graph, names, counters, known, view, storage, stop, dev } = job;
  const port = options.port ?? (options.once ? 0 : DEFAULT_PORT);
  const listeners = dev && sessionListeners(dev.session, () => local.cloud.context);
  const local: LocalCloud = await bootCloud({
    ...{ graph, root, port, storage: options.storage, fresh: options.fresh },
    healthLake: { behaviour: BEHAVIOUR },
    environments: ENVIRONMENTS,
    iam: heldToRoles(options.iam, () => dev?.session.graph ?? graph, view.problem),
    onFailure: failureTeller(view.problem),
    ...listeners,
    onStorage({ kind, text }) {
      if (storage.failed) return; // Told once; the run is ending.
      const next = storage.isLoading
        ? "Fix that, and start again: the load resumes."
        : "It resumes by itself once that is fixed.";
      view.problem(kind === "failed" ? `${text} ${next}` : text);
      if (!storage.isLoading) return;
      storage.failed = true;
      stop.abort();
    },
    onLog(name, text) {
      countLog(counters, name, text, names);
      // The load has too much to say.
      if (!storage.isLoading) listeners?.onLog(name, text);
    },
    onActivity(activity) {
      listeners?.onActivity(activity);
      known.take(activity);
      const { applied } = counters;
      count(counters, activity, names);
      if (applied === 0 && counters.applied > 0) view.note(`The first applied event, ${sinceStart()} after the start.`);
    },
  });
  return local;
}
