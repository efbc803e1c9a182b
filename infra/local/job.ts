import type { LiveView } from "@tributary/cli/dev/live-view";
import type { StopSignal } from "@tributary/cli/dev/stop-signal";
import type { Graph } from "@tributary/synth/graph";
import type { InputFindings } from "./input/input-findings.ts";
import type { References } from "./input/references.ts";
import type { StartOptions } from "./options.ts";
import type { Counters } from "./watch/counters.ts";
import type { KnownPatients } from "./watch/known-patients.ts";
import type { OpenSession } from "./watch/open-session.ts";
import type { WatchedNames } from "./watch/watched-names.ts";

/** State shared by the steps of one run. */
export interface Job {
  /** The repository. */
  readonly root: string;
  readonly options: StartOptions;
  readonly graph: Graph;
  readonly names: WatchedNames;
  readonly counters: Counters;
  readonly known: KnownPatients;
  readonly view: LiveView;
  readonly findings: InputFindings;
  readonly references: References;
  readonly stop: StopSignal;
  readonly storage: StorageState;
  /** `tributary dev`, part of a run that stays up. */
  readonly dev: OpenSession | undefined;
}

/** The state of the storage: a failure during the load ends the run; later, the cloud waits until it is repaired. */
export interface StorageState {
  isLoading: boolean;
  failed: boolean;
}
