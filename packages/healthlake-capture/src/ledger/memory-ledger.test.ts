import { ledgerSuite } from "./ledger-suite.ts";
import { memoryLedger } from "./memory-ledger.ts";

ledgerSuite(async () => {
  let time = Date.parse("2026-01-01T00:00:00Z");
  const now = () => time;
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  const ledger = memoryLedger(now);
  return { ledger, other: ledger, now, pass };
});
