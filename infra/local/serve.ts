import { writeDevState } from "@tributary/cli/dev/dev-state";
import { flowLines, flowText } from "@tributary/cli/dev/flow-text";
import { startLiveView } from "@tributary/cli/dev/live-view";
import { shellExports } from "@tributary/cli/dev/shell-exports";
import { explainError } from "@tributary/cli/run-command";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import type { Job } from "./job.ts";
import type { OpenSession } from "./watch/open-session.ts";
import { progressLine, progressText } from "./watch/progress-text.ts";

/** Serves until stopped, reloading saved files. Calls `ready` once it watches for saves. */
export async function serve(
  { options, counters, names, stop, view: { problem } }: Job,
  { url, cloud }: LocalCloud,
  { session: { flow }, readContracts }: OpenSession,
  ready: () => void,
): Promise<void> {
  await readContracts().catch((error: unknown) => problem(explainError(error)));
  const forget = writeDevState(options.storage, { url, pid: process.pid });
  ready();
  if (!options.quiet)
    process.stderr.write(
      `Serving at ${url} until Ctrl-C. Talk to it with any AWS client:\n  ${shellExports(url, cloud.context.region)}\nSend an event with \`npx tributary send\`. What is saved is reloaded.\n${flowText(flow)}\n`,
    );
  const view = startLiveView(
    {
      text: () => `${progressText(counters, names)}\n${flowText(flow)}`,
      lines: () => [progressLine(counters, names), ...flowLines(flow)],
    },
    options,
  );
  await stop.stopped;
  view.stop();
  forget();
}
