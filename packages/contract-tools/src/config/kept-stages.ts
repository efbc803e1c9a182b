import { dirname, join } from "node:path";
import type { TributaryConfig } from "../define-config.ts";

/** A stage whose resource graph is kept. */
export interface KeptStage {
  readonly stage: string;
  /** The file of its graph, relative to the configuration's folder. */
  readonly snapshot: string;
  /** What the program sees in the environment besides. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What is kept where nothing is configured. */
export const usualStage: KeptStage = { stage: "local", snapshot: "infra/graph.json", environment: {} };

/** The stages whose graphs are kept, the one first that commands work with unless told otherwise. */
export function keptStages({ stages = {} }: TributaryConfig): readonly [KeptStage, ...KeptStage[]] {
  const [first = usualStage, ...others] = Object.entries(stages).map(
    ([stage, kept]): KeptStage => ({
      stage,
      ...(typeof kept === "string" ? { snapshot: kept, environment: {} } : { environment: {}, ...kept }),
    }),
  );
  return [first, ...others];
}

/** Where accepted losses of data are recorded: beside the graph of the first stage. */
export const acceptedLossesFile = (config: TributaryConfig): string =>
  join(dirname(keptStages(config)[0].snapshot), "accepted-losses.json");
