import { expect, it } from "vitest";
import { sstEnvironment } from "./sst-environment.ts";

it("leads sst to the local cloud, and away from accounts, telemetry and downloads", () => {
  const place = {
    url: "http://127.0.0.1:4566",
    region: "us-east-1",
    certificate: "/app/local.pem",
    config: "/app/.tributary/sst/config",
  };
  const mine = { PATH: "/bin", AWS_PROFILE: "production", AWS_SESSION_TOKEN: "t", AWS_ENDPOINT_URL_S3: "https://s3" };
  const environment = sstEnvironment(place, { ...mine, AWS_ACCESS_KEY_ID: "AKIA", AWS_REGION: "eu-west-1" });
  expect(environment).toMatchObject({
    ...{ PATH: "/bin", AWS_ENDPOINT_URL: place.url, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test" },
    ...{
      SST_TELEMETRY_DISABLED: "1",
      SST_SKIP_DEPENDENCY_CHECK: "true",
      NO_BUN: "1",
      SSL_CERT_FILE: place.certificate,
      XDG_CONFIG_HOME: place.config,
    },
  });
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"])
    expect(environment).not.toHaveProperty(name);
});
