import type { FunctionConfiguration } from "./function-store.ts";

/** A function's configuration as the API answers it. */
export function describeFunction(configuration: FunctionConfiguration): object {
  const { Layers, KMSKeyArn, ...rest } = configuration;
  return {
    ...rest,
    ...(KMSKeyArn ? { KMSKeyArn } : {}),
    ...(Layers ? { Layers: Layers.map(Arn => ({ Arn })) } : {}),
    Version: "$LATEST",
    PackageType: "Zip",
    CodeSize: 0,
    CodeSha256: "",
    State: "Active",
    LastUpdateStatus: "Successful",
    TracingConfig: configuration.TracingConfig ?? { Mode: "PassThrough" },
    EphemeralStorage: configuration.EphemeralStorage ?? { Size: 512 },
  };
}
