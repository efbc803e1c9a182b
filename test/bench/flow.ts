import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLagMeter } from "@tributary/cli/dev/lag-meter";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { load, type RegistryWrite } from "../../infra/local/load/load.ts";
import { writesFromSynthetic } from "../../infra/local/load/registry-writes.ts";
import { watchedNames } from "../../infra/local/watch/watched-names.ts";
import { withoutDatastore } from "../flows/without-datastore.ts";

/** What one run of the whole flow took. */
export interface FlowResult {
  readonly writes: number;
  readonly events: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Latency in milliseconds, one change at a time. */
  readonly p50: number;
  readonly p99: number;
}

/** Changes of the latency phase, and milliseconds between them: far below capacity, so that nothing waits for another. */
const PACED = 200;
const PACE_MS = 50;
const WARM_UP = 100;

const root = fileURLToPath(new URL("../../", import.meta.url));
// Nothing of the data store: it has a benchmark of its own.
const graph = withoutDatastore(readGraph(join(root, "infra/graph.json")));
const names = watchedNames(graph);
const storage = mkdtempSync(join(tmpdir(), "tributary-bench-"));
let applied = 0;
let lag = createLagMeter();
const local = await startLocalCloud({
  graph,
  root,
  storage,
  port: 0,
  onActivity({ kind, name, count }) {
    if (kind === "mapping:done" && name === names.consumer) {
      applied += count;
      lag.applied(count, performance.now());
    }
  },
});
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const client = new DynamoDBClient({ region: graph.region, endpoint: local.url, credentials });
const findings = { patients: 0, otherTypes: 0, bad: 0, unreadable: 0, report() {} };
const synthetic = (count: number, seed: number) => writesFromSynthetic(count, seed, findings);
const options = { client, table: names.registryTable };

await load(synthetic(WARM_UP, 2), options);
await local.cloud.settled();

applied = 0;
const cpu = process.cpuUsage();
const began = performance.now();
const writes = await load(synthetic(Number(process.argv[2]), 1), options);
await local.cloud.settled();
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const events = applied;

lag = createLagMeter();
for await (const write of synthetic(PACED, 3)) {
  lag.written(1, performance.now());
  await load(one(write), options);
  await new Promise(resolve => setTimeout(resolve, PACE_MS));
  if (write.kind === "delete") break;
}
await local.cloud.settled();
const [p50 = 0, p99 = 0] = lag.quantiles(0.5, 0.99);

const result: FlowResult = {
  ...{ writes, events, seconds, p50, p99 },
  cpuMs: (user + system) / 1_000,
  peakMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(result));
client.destroy();
await local.stop();
rmSync(storage, { recursive: true });

async function* one(write: RegistryWrite) {
  yield write;
}
