/** A local cloud, and the folder of what sst would download. */
export interface SstPlace {
  readonly url: string;
  readonly region: string;
  /** For `XDG_CONFIG_HOME`. */
  readonly config: string;
}

/** The environment in which sst uses a local cloud, sends no telemetry and downloads nothing. */
export function sstEnvironment({ url, region, config }: SstPlace, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // A profile would take the place of these keys, and an endpoint of one service that of the cloud.
  const kept = Object.entries(environment).filter(
    ([name]) => !/^AWS_(?:PROFILE$|SESSION_TOKEN$|ENDPOINT_URL_)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    ...{ SST_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_BUN: "1" },
    // Its engine stands where sst looks for Pulumi on Linux, below this folder, and is named for macOS, where it is elsewhere.
    ...{ XDG_CONFIG_HOME: config, SST_SKIP_DEPENDENCY_CHECK: "true", SST_PULUMI_PATH: `${config}/sst/bin/pulumi` },
  };
}
