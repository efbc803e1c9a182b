import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepCurrent } from "@tributary/cli/dev/keep-current";
import { startLiveView } from "@tributary/cli/dev/live-view";
import { hearStopSignals, signalExitCode } from "@tributary/cli/dev/stop-signal";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { auditStore } from "./audit/audit-store.ts";
import { exitCodeOf } from "./audit/verdict.ts";
import { fill } from "./fill.ts";
import { createInputFindings } from "./input/input-findings.ts";
import { createReferences, heldResources } from "./input/references.ts";
import { requireInput } from "./input/require-input.ts";
import { warnOfReferences } from "./input/warn-of-references.ts";
import type { Job } from "./job.ts";
import type { StartOptions } from "./options.ts";
import { report } from "./report.ts";
import { serve } from "./serve.ts";
import { sinceStart } from "./since-start.ts";
import { startCloud } from "./start-cloud.ts";
import { zero } from "./watch/counters.ts";
import { knownPatients } from "./watch/known-patients.ts";
import { openSession } from "./watch/open-session.ts";
import { progressLine, progressText } from "./watch/progress-text.ts";
import { watchedNames } from "./watch/watched-names.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Runs the main job and returns its exit code: 0 clean, 1 changes missing or set aside, or bad records, 2 input unreadable, 128 and
 * more if a signal stopped it before the end. `UsageError` if it cannot start.
 */
export async function run(options: StartOptions): Promise<number> {
  if (options.input.length > 0) await requireInput(options.input, { mayLack: options.once });
  const graph = readGraph(join(root, "infra/graph.json"));
  const names = watchedNames(graph);
  const counters = zero();
  const view = startLiveView(
    { text: () => progressText(counters, names), lines: () => [progressLine(counters, names)] },
    options,
  );
  const findings = createInputFindings(view.problem);
  const job: Job = {
    ...{ root, options, graph, names, counters, view, findings },
    known: knownPatients(names.sync),
    references: createReferences(),
    stop: hearStopSignals(),
    storage: { isLoading: true, failed: false },
    dev: options.once ? undefined : openSession(root, options, graph, view),
  };
  const local = await startCloud(job);
  const serving = Promise.withResolvers<void>();
  // Saves during the load wait: the audit expects the work of one program.
  if (job.dev) keepCurrent(job.dev.session, local, { stop: job.stop.signal, ready: serving.promise });
  const audit = auditStore(local.cloud.context, job.names.datastoreId);
  try {
    view.note(`The local cloud is ready at ${local.url}, ${sinceStart()} after the start.`);
    const filled = await fill(job, local, audit);
    const { loaded } = filled;
    findings.close();
    view.stop();
    job.storage.isLoading = false;
    if (job.storage.failed) return 2;
    if (job.stop.signal.aborted) return interrupted(job, await job.stop.stopped);
    if (!options.once && findings.unreadable > 0 && findings.resources === 0) {
      view.problem("Nothing of the input could be read, so there is nothing to serve.");
      return 2;
    }
    // HL7's examples have many dangling references: warn only for a user's input.
    if (options.input.length > 0 && loaded)
      warnOfReferences(job, heldResources(local.cloud.context, job.names.datastoreId));
    findings.close();
    const result = await report(job, local, audit, filled);
    if (job.dev) await serve(job, local, job.dev, serving.resolve);
    return exitCodeOf({ result, input: findings, loaded, compared: filled.compared });
  } finally {
    job.stop.abort();
    serving.resolve();
    view.stop();
    audit.close();
    job.references.close();
    await local.stop();
  }
}

function interrupted({ view, counters }: Job, signal: NodeJS.Signals): number {
  view.problem(
    `Stopped by ${signal}: ${counters.written} written, ${counters.applied} applied in this run. Nothing is lost: the next start resumes.`,
  );
  return signalExitCode[signal as keyof typeof signalExitCode];
}
