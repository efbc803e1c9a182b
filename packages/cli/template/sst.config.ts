/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const production = input.stage === "production";
    return {
      name: "example-app",
      home: "aws",
      // `tributary synth` evaluates this version of SST and of its provider.
      version: "4.17.1",
      removal: production ? "retain" : "remove",
      protect: production,
      providers: { aws: "7.20.0" },
    };
  },
  async run() {
    const { outputs } = await import("./infra/program.ts");
    return outputs;
  },
});
