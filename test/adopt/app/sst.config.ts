/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: input => ({
    name: "frontdesk",
    home: "aws",
    version: "4.17.1",
    removal: input.stage === "production" ? "retain" : "remove",
    providers: { aws: "7.20.0" },
  }),
  async run() {
    const { outputs } = await import("./infra/frontdesk.ts");
    return outputs;
  },
});
