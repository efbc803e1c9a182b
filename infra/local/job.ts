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

/** What the steps of one run share. */
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
  /** `tributary dev`, which a run that stays up is besides. */
  readonly dev: OpenSession | undefined;
}

/** How the run is doing with its storage: what fails while it loads ends it; later, the cloud waits until that is mended. */
export interface StorageState {
  isLoading: boolean;
  failed: boolean;
}
