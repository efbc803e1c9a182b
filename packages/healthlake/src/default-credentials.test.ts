import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultCredentials } from "./default-credentials.ts";

afterEach(() => vi.unstubAllEnvs());

describe("defaultCredentials", () => {
  it("are what the SDK finds, here in the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    vi.stubEnv("AWS_SESSION_TOKEN", "token");
    const found = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
    expect(await defaultCredentials("eu-west-1")()).toMatchObject(found);
  });
});
