import type { RuleConfiguration, RuleSettings } from "./check/rule-settings.ts";
import type { Severity } from "./source/diagnostic.ts";

/** The content of `tributary.config.ts` or `tributary.config.json`. Paths and globs are relative to its folder. */
export interface TributaryConfig extends RuleConfiguration {
  /** Where the schema of a `tributary.config.json` is, for editors. */
  readonly $schema?: string;
  /**
   * What the sources of a repository's own events begin with: an event's source is this and the name of the service that sends
   * it. Events of other sources are published by others, and only received here. Unless given, what most sent events have.
   */
  readonly sourcePrefix?: string;
  /** The folder of `asyncapi.yaml` and its schemas, examples, releases and generated modules. */
  readonly contracts?: string;
  /** The SST program. Its folder is the one that handlers' paths start from. */
  readonly program?: string;
  /** The stages whose resource graphs are kept, each with its file. Commands work with the first one unless told otherwise. */
  readonly stages?: Readonly<Record<string, string | StageConfig>>;
  /** The resource graph that contracts are checked against, or false for none; unless given, that of the first stage, once it exists. */
  readonly graph?: string | false;
  /** From which severity on a finding fails the check. */
  readonly failSeverity?: Severity;
  /** Severities of rules, by id. */
  readonly rules?: RuleSettings;
  /** Severities of rules for the files that globs match; later ones win. */
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RuleSettings }[];
  /** Modules that say how a subject's data are erased, each as `erasure`; `tributary erase` works by them. */
  readonly erasures?: readonly string[];
}

/** A stage whose resource graph is kept. */
export interface StageConfig {
  /** The file of its graph. */
  readonly snapshot: string;
  /** Environment variables that the program sees while this stage is evaluated. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The configuration as given; for its types. */
export const defineConfig = (config: TributaryConfig): TributaryConfig => config;
