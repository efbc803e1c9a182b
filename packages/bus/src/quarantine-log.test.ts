import { afterEach, expect, test, vi } from "vitest";
import { serviceLog } from "./log.ts";
import { logQuarantined, quarantinedIn } from "./quarantine-log.ts";

afterEach(() => void vi.restoreAllMocks());

test("counts the messages that a service logs as set aside, and no other line", () => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation(text => written.push(String(text)) > 0);
  const log = serviceLog("test");
  logQuarantined(log, { recordId: "r1", contract: "Counted.v1" });
  log.error("Quarantined a stream record", { recordId: "r2" });
  logQuarantined(log, { recordId: "r3", contract: null });
  const text = written.join("");
  vi.restoreAllMocks();
  expect(quarantinedIn(text)).toBe(2);
  expect(quarantinedIn(`${text.slice(0, 20)}\nQuarantined a message\n[1]\n`)).toBe(0);
});
