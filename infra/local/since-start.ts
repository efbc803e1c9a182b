import { milliseconds } from "@tributary/cli/dev/figures";

/** The time since this process started, in words. */
export function sinceStart(): string {
  return milliseconds(performance.now());
}
