/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const production = input.stage === "production";
    return {
      name: "tributary",
      home: "aws",
      // SST and its providers are read by the offline evaluation: another version is another evaluation.
      version: "4.17.1",
      removal: production ? "retain" : "remove",
      protect: production,
      // HealthLake is in no other provider.
      providers: { aws: "7.20.0", "aws-native": "1.79.0" },
    };
  },
  async run() {
    const { outputs } = await import("./infra/program.ts");
    return outputs;
  },
});
