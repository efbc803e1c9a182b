import { expect, test } from "vitest";
import { logText } from "./log-text.ts";

const usual = { timestamp: "2026-11-29T19:48:47.922Z", service: "billing", sampling_rate: 0, cold_start: true };

test.each([
  ["a line", "billed 3\n", "Billing | billed 3"],
  ["several lines", "one\ntwo\n\nthree\n", "Billing | one\nBilling | two\nBilling |\nBilling | three"],
  ["a line of Powertools", JSON.stringify({ level: "INFO", message: "Billed", ...usual }), "Billing | INFO Billed"],
  [
    "its fields",
    JSON.stringify({ level: "ERROR", message: "No bill", ...usual, orders: 2, error: { name: "TypeError" } }),
    'Billing | ERROR No bill orders=2 error={"name":"TypeError"}',
  ],
  ["JSON of another kind", '{"total":3}', 'Billing | {"total":3}'],
  ["what only begins like JSON", "{ total }", "Billing | { total }"],
  ["no control character", "a\u001b[2Jb", expect.not.stringContaining("\u001b")],
])("shows %s that a function writes with the function's name", (_, written, shown) => {
  expect(logText("Billing", written)).toEqual(shown);
});
