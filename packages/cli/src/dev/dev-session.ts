import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import type { Graph } from "@tributary/synth/graph";
import type { ContractFlow } from "./contract-flow.ts";
import type { DevContracts } from "./dev-contracts.ts";
import type { failureTeller } from "./failure-teller.ts";
import { flowRoutes } from "./flow-routes.ts";
import type { LiveView } from "./live-view.ts";

/** What `tributary dev` is to run. */
export interface DevOptions {
  /** Folder of the SST program. */
  readonly root: string;
  readonly stage: string;
  /** What the program sees in the environment besides, for the stage. */
  readonly environment: Readonly<Record<string, string>>;
  /** File of the stage's graph, if it is kept; relative to the root. */
  readonly snapshot?: string;
  /** Folder of the contracts. */
  readonly contractsRoot: string;
  readonly port: number;
  readonly storage: string;
  /** What becomes of a call that IAM would deny. */
  readonly iam: IamMode;
  readonly quiet: boolean;
  /** Port of the inspector. */
  readonly inspect?: number;
}

/** What the parts of one run share. */
export interface DevSession {
  readonly options: DevOptions;
  readonly contracts: DevContracts;
  readonly flow: ContractFlow;
  readonly view: LiveView;
  graph: Graph;
  /** Tells each failure once; another one after each reload. */
  tellFailure: ReturnType<typeof failureTeller>;
}

/** Follows the contracts and the graph as they are now. */
export function followNow({ contracts, flow, graph }: DevSession): void {
  flow.follow(
    contracts.events().map(({ detailType }) => detailType),
    flowRoutes(graph),
  );
}
