import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import type { Graph } from "@tributary/synth/graph";
import type { ContractFlow } from "./contract-flow.ts";
import type { DevContracts } from "./dev-contracts.ts";
import type { failureTeller } from "./failure-teller.ts";
import { flowRoutes } from "./flow-routes.ts";
import type { LiveView } from "./live-view.ts";

/** Options of a run of `tributary dev`. */
export interface DevOptions {
  /** Folder of the SST program. */
  readonly root: string;
  readonly stage: string;
  /** Further environment variables for the program, from the stage. */
  readonly environment: Readonly<Record<string, string>>;
  /** File of the stage's committed graph, if any; relative to the root. */
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

/** State shared by the parts of one run. */
export interface DevSession {
  readonly options: DevOptions;
  readonly contracts: DevContracts;
  readonly flow: ContractFlow;
  readonly view: LiveView;
  graph: Graph;
  /** Reports each failure once; replaced after each reload. */
  tellFailure: ReturnType<typeof failureTeller>;
}

/** Follows the current contracts and graph. */
export function followNow({ contracts, flow, graph }: DevSession): void {
  flow.follow(
    contracts.events().map(({ detailType }) => detailType),
    flowRoutes(graph),
  );
}
