import type { RuleConfiguration } from "./check/rule-settings.ts";
import type { Severity } from "./source/diagnostic.ts";

/** The content of `tributary.config.ts` or `tributary.config.json`. Paths and globs are relative to its folder. */
export interface TributaryConfig extends RuleConfiguration {
  /** The contracts folder; `contracts` when left out. */
  readonly contracts?: string;
  /** The resource graph to check against; `infra/graph.json` when there is one, none when false. */
  readonly graph?: string | false;
  /** From which severity on a finding fails the check; `error` when left out. */
  readonly failSeverity?: Severity;
  /** Modules that say how a subject's data are erased, each as `erasure`; `tributary erase` works by them. */
  readonly erasures?: readonly string[];
}

/** The configuration as given; for its types. */
export const defineConfig = (config: TributaryConfig): TributaryConfig => config;
