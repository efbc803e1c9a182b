import { join, relative, resolve } from "node:path";
import { createContractFlow } from "@tributary/cli/dev/contract-flow";
import type { DevContracts } from "@tributary/cli/dev/dev-contracts";
import { type DevSession, followNow } from "@tributary/cli/dev/dev-session";
import { failureTeller } from "@tributary/cli/dev/failure-teller";
import { flowRoutes } from "@tributary/cli/dev/flow-routes";
import type { LiveView } from "@tributary/cli/dev/live-view";
import type { Graph } from "@tributary/synth/graph";
import type { StartOptions } from "../options.ts";

/** The part of `tributary dev` in a run. */
export interface OpenSession {
  readonly session: DevSession;
  /** Reads the contracts, which nothing needs earlier. */
  readContracts(): Promise<void>;
}

/** Follows this program in the graph that it starts with, and its contracts once they are read. */
export function openSession(
  root: string,
  { storage, iam, quiet }: StartOptions,
  graph: Graph,
  view: LiveView,
): OpenSession {
  const contractsRoot = join(root, "contracts");
  let loaded: Promise<DevContracts> | undefined;
  let contracts: DevContracts | undefined;
  const load = () => (loaded ??= loadContracts(root, contractsRoot));
  const { stage } = graph;
  const session: DevSession = {
    // The main job chooses the port.
    options: { root: resolve(root), stage, environment: {}, contractsRoot, port: 0, storage, iam, quiet },
    contracts: {
      events: () => contracts?.events() ?? [],
      regenerate: async () => (await load()).regenerate(),
    },
    flow: createContractFlow(() => Math.round(performance.now())),
    ...{ view, graph, tellFailure: failureTeller(view.problem) },
  };
  session.flow.follow(undefined, flowRoutes(graph));
  return {
    session,
    async readContracts() {
      contracts = await load();
      followNow(session);
    },
  };
}

async function loadContracts(root: string, contractsRoot: string): Promise<DevContracts> {
  const [{ loadConfig }, { devContracts }] = await Promise.all([
    import("@tributary/cli/load-config"),
    import("@tributary/cli/dev/dev-contracts"),
  ]);
  const { config, folder } = await loadConfig(join(root, "tributary.config.ts"));
  return devContracts(relative("", contractsRoot), config, folder);
}
