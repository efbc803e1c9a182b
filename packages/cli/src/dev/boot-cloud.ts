import { type LocalCloud, type StartLocalCloudOptions, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { explainStart } from "../explain-start.ts";
import type { Failure } from "./failure-teller.ts";

/** Options of `bootCloud`, besides those of a local cloud. */
export interface BootOptions extends StartLocalCloudOptions {
  /** Called for each failing function; see `failureTeller`. */
  readonly onFailure: (failure: Failure) => void;
}

/** Starts a local cloud for an interactive run. Rejects with a `UsageError` that says why it cannot start. */
export async function bootCloud({ onFailure, ...options }: BootOptions): Promise<LocalCloud> {
  try {
    return await startLocalCloud({
      ...options,
      onActivity(activity) {
        if (activity.kind === "lambda:failed") onFailure(activity);
        options.onActivity?.(activity);
      },
    });
  } catch (error) {
    throw explainStart(error, { host: options.host ?? "127.0.0.1", port: options.port ?? 4566 });
  }
}
