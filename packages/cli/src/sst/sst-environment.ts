/** A local cloud, the file of its certificate, and the folder of what sst would download. */
export interface SstPlace {
  readonly url: string;
  readonly region: string;
  readonly certificate: string;
  /** For `XDG_CONFIG_HOME`. */
  readonly config: string;
}

/** The environment in which sst uses a local cloud, sends no telemetry and downloads nothing. */
export function sstEnvironment(
  { url, region, certificate, config }: SstPlace,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  // A profile would take the place of these keys, and an endpoint of one service that of the cloud.
  const kept = Object.entries(environment).filter(
    ([name]) => !/^AWS_(?:PROFILE$|SESSION_TOKEN$|ENDPOINT_URL_)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    // For AppSync Events, by which `sst dev` hears of invocations: over TLS alone.
    ...{ SSL_CERT_FILE: certificate, NODE_EXTRA_CA_CERTS: certificate },
    ...{ SST_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_BUN: "1" },
    // Its engine stands where sst looks for Pulumi on Linux, below this folder, and is named for macOS, where it is elsewhere.
    ...{ XDG_CONFIG_HOME: config, SST_SKIP_DEPENDENCY_CHECK: "true", SST_PULUMI_PATH: `${config}/sst/bin/pulumi` },
  };
}
