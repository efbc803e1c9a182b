import { expect, it } from "vitest";
import { engineCall } from "./engine-call.ts";

const environment = { PULUMI_BACKEND_URL: "file:///app/.sst/pulumi/1" };

it("reads a deployment as sst asks for it", () => {
  const argv = ["up", "--yes", "-f", "--stack", "organization/shop/dev", "--non-interactive"];
  const more = ["--event-log", "/app/log.json", "--config", 'aws:defaultTags={"tags":{"a":"b=c"}}'];
  expect(engineCall([...argv, ...more, "--config", "aws:region=us-east-1"], environment)).toEqual({
    ...{ command: "up", app: "shop", stage: "dev", backend: "/app/.sst/pulumi/1", eventLog: "/app/log.json" },
    config: { "aws:defaultTags": '{"tags":{"a":"b=c"}}', "aws:region": "us-east-1" },
    unsupported: [],
  });
});

it("names what it does not do", () => {
  const argv = [
    "preview",
    "--stack",
    "organization/shop/dev",
    "--target",
    "urn:a",
    "--target-dependents",
    "--new-thing",
  ];
  expect(engineCall(argv, environment).unsupported).toEqual(["--target", "--new-thing"]);
});
