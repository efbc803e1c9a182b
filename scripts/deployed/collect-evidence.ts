/**
 * Asks an account for every resource of a deployed stage, and writes what it says: `npm run evidence -- --state FILE [--graph FILE] [--out FILE]`.
 *
 * `npx sst state export --stage STAGE` writes the state. The evidence has types, names, ids and statuses, and no content: no
 * item, message, object, log or variable is read. Exit codes: 0 all is as it should be, 1 something is not, 2 usage.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Graph } from "@tributary/synth/graph";
import { resourceChecks } from "./resource-checks.ts";

/** One resource of the state, as the account has it. */
interface Evidence {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** Absent for types that are not asked about. */
  readonly holds?: boolean;
  readonly said?: object;
}

const { values } = parseArgs({
  options: {
    state: { type: "string" },
    graph: { type: "string", default: "infra/graph.json" },
    out: { type: "string", default: "evidence.json" },
  },
});
if (values.state === undefined) {
  console.error(
    "usage: npm run evidence -- --state FILE [--graph FILE] [--out FILE]; `npx sst state export` writes the state",
  );
  process.exit(2);
}

interface State {
  readonly latest: { readonly resources?: readonly { urn: string; type: string; id?: string; custom: boolean }[] };
}
const { latest } = JSON.parse(readFileSync(values.state, "utf8")) as State;
const graph = JSON.parse(readFileSync(values.graph, "utf8")) as Graph;

const evidence: Evidence[] = [];
for (const { urn, type, id = "", custom } of latest.resources ?? []) {
  if (!custom || type.startsWith("pulumi:")) continue;
  const name = urn.split("::").at(-1) ?? "";
  const check = resourceChecks[type];
  const found = await check?.(id).catch((error: Error) => ({ holds: false, said: { error: error.name } }));
  evidence.push({ type, name, id, ...found });
}

const nameOf = ({ type, name }: { readonly type: string; readonly name: string }) => `${type} ${name}`;
const created = new Set(evidence.map(nameOf));
const missing = graph.resources.map(nameOf).filter(name => !created.has(name));
const wrong = evidence.filter(({ holds }) => holds === false);
writeFileSync(values.out, `${JSON.stringify({ time: new Date().toISOString(), missing, evidence }, null, 2)}\n`);

const asked = evidence.filter(({ holds }) => holds !== undefined);
console.log(
  `${evidence.length} resources in the state, ${asked.length} asked about, ${asked.length - wrong.length} as they should be`,
);
for (const name of missing) console.log(`missing: ${name} is in ${values.graph} and not in the state`);
for (const each of wrong) console.log(`wrong: ${nameOf(each)}: ${JSON.stringify(each.said)}`);
console.log(`Wrote ${values.out}`);
process.exitCode = missing.length + wrong.length > 0 ? 1 : 0;
