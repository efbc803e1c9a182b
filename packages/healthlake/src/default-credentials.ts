import type { Credentials } from "./sign-request.ts";

/** Credentials as the AWS SDK finds them: environment, profile, container, instance. It keeps and renews them. */
export function defaultCredentials(region: string): () => Promise<Credentials> {
  let provider: Promise<() => Promise<Credentials>> | undefined;
  // Loaded on first use: a client with credentials of its own starts without the SDK.
  const load = async () => {
    const { HealthLakeClient } = await import("@aws-sdk/client-healthlake");
    return new HealthLakeClient({ region }).config.credentials;
  };
  return async () => {
    provider ??= load();
    return await (await provider)();
  };
}
