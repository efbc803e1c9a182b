import Table from "cli-table3";
import { contractImport } from "./contract-import.ts";
import { contractsAtScale } from "./contracts-at-scale.ts";
import { cost } from "./cost.ts";
import { endToEnd } from "./end-to-end.ts";
import { eventPattern } from "./event-pattern.ts";
import { fhir } from "./fhir.ts";
import { fhirStore } from "./fhir-store.ts";
import { healthlake } from "./healthlake.ts";
import { startUp } from "./start-up.ts";
import { synth } from "./synth.ts";
import { validation } from "./validation.ts";

/** What a benchmark found: medians and ratios, measured in one run. */
interface Report {
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
}

const benchmarks: Record<string, () => Promise<Report>> = {
  "end-to-end": endToEnd,
  "start-up": startUp,
  synth,
  "contract-import": contractImport,
  "contracts-at-scale": contractsAtScale,
  validation,
  "event-pattern": eventPattern,
  fhir,
  "fhir-store": fhirStore,
  healthlake,
  cost,
};

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  process.stderr.write(`No benchmark ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}.\n`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const report = await run();
  const table = new Table({ head: [report.name, ""], colAligns: ["left", "right"], style: { head: [], border: [] } });
  for (const { label, value } of report.rows) table.push([label, value]);
  process.stdout.write(`${table.toString()}\n\n`);
}
