import { join, relative, resolve } from "node:path";
import { createContractFlow } from "@tributary/cli/dev/contract-flow";
import { devContracts } from "@tributary/cli/dev/dev-contracts";
import { type DevSession, followNow } from "@tributary/cli/dev/dev-session";
import { failureTeller } from "@tributary/cli/dev/failure-teller";
import type { LiveView } from "@tributary/cli/dev/live-view";
import { configuredContracts, loadConfig } from "@tributary/cli/load-config";
import type { Graph } from "@tributary/synth/graph";
import type { StartOptions } from "../options.ts";

/** What `tributary dev` does beside the load: follows the contracts of this program in the graph that it starts with. */
export async function openSession(
  root: string,
  { storage, quiet }: StartOptions,
  graph: Graph,
  view: LiveView,
): Promise<DevSession> {
  const loaded = await loadConfig(join(root, "tributary.config.ts"));
  const contractsRoot = configuredContracts(loaded);
  const { stage } = graph;
  const session: DevSession = {
    // The port is the main job's own matter.
    options: { root: resolve(root), stage, environment: {}, contractsRoot, port: 0, storage, quiet },
    contracts: devContracts(relative("", contractsRoot), loaded.config, loaded.folder),
    flow: createContractFlow(() => Math.round(performance.now())),
    ...{ view, graph, tellFailure: failureTeller(view.problem) },
  };
  followNow(session);
  return session;
}
