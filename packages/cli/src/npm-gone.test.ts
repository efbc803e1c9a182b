import { afterEach, expect, it, vi } from "vitest";
import { onNpmGone } from "./npm-gone.ts";

afterEach(() => void vi.useRealTimers());

it.each([
  ["npx", "tributary", 1],
  ["start", "node infra/local/start.js", 1],
  ["start", "tributary generate && tributary cloud 2>&1", 1],
  ["up", "tributary cloud &", 0],
  ["up", "tributary cloud & echo started", 0],
  [undefined, undefined, 0],
])("under npm's %s, running %s, hears of its end %i times", (npm_lifecycle_event, npm_lifecycle_script, times) => {
  vi.useFakeTimers();
  const gone = vi.fn();
  const env = { ...(npm_lifecycle_event && { npm_lifecycle_event, npm_lifecycle_script }) };
  onNpmGone(gone, { env, ppid: -1 }); // The parent is another by now.
  vi.advanceTimersByTime(5_000);
  expect(gone).toHaveBeenCalledTimes(times);
});

it("hears nothing while the parent lives", () => {
  vi.useFakeTimers();
  const gone = vi.fn();
  onNpmGone(gone, { env: { npm_lifecycle_event: "npx" }, ppid: process.ppid });
  vi.advanceTimersByTime(5_000);
  expect(gone).not.toHaveBeenCalled();
});
