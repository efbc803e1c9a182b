import { type LocalCloud, type StartLocalCloudOptions, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { explainStart } from "../explain-start.ts";
import { failureTeller } from "./failure-teller.ts";

/** Options of `bootCloud`, besides those of a local cloud. */
export interface BootOptions extends StartLocalCloudOptions {
  /** Hears of each function that fails, once a reason. */
  readonly problem: (text: string) => void;
}

/** Starts a local cloud for someone who watches it. Rejects with a `UsageError` that says what keeps it from starting. */
export async function bootCloud({ problem, ...options }: BootOptions): Promise<LocalCloud> {
  const failures = failureTeller(problem);
  try {
    return await startLocalCloud({
      ...options,
      onActivity(activity) {
        if (activity.kind === "lambda:failed") failures(activity);
        options.onActivity?.(activity);
      },
    });
  } catch (error) {
    throw explainStart(error, { host: options.host ?? "127.0.0.1", port: options.port ?? 4566 });
  }
}
