import { milliseconds } from "@tributary/cli/dev/figures";

/** How long this process has been running, for people. */
export function sinceStart(): string {
  return milliseconds(performance.now());
}
