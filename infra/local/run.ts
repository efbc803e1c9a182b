import { globSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { count, zero } from "./counters.ts";
import { createLagMeter } from "./lag-meter.ts";
import { milliseconds, startLiveView } from "./live-view.ts";
import { load } from "./load.ts";
import type { StartOptions } from "./options.ts";
import { reconcile } from "./reconcile.ts";
import { type InputFindings, place, writesFromInput, writesFromSynthetic } from "./registry-writes.ts";
import { deadLetterCounts, settle } from "./settle.ts";
import { summary } from "./summary.ts";
import { watchedNames } from "./watched-names.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const DEFAULT_PORT = 4566;

/** Runs the main job; the exit code is the result. 0 clean, 1 changes missing or bad records, 2 input unreadable. */
export async function run(options: StartOptions): Promise<number> {
  const began = performance.now();
  if (options.fresh) rmSync(options.storage, { recursive: true, force: true });
  const graph = readGraph(join(root, "infra/graph.json"));
  const names = watchedNames(graph);
  const counters = zero();
  const lag = createLagMeter();

  const view = startLiveView(counters, lag, options);
  const local = await startLocalCloud({
    graph,
    root,
    storage: options.storage,
    port: options.port ?? (options.once ? 0 : DEFAULT_PORT),
    onActivity(activity) {
      const { written, applied } = counters;
      count(counters, activity, names);
      if (counters.written > written) lag.written(counters.written - written, Date.now());
      if (counters.applied > applied) lag.applied(counters.applied - applied, Date.now());
      if (applied === 0 && counters.applied > 0) view.note(`The first applied event, ${sinceStart()} after the start.`);
    },
  });
  view.note(`The local cloud is ready at ${local.url}, ${sinceStart()} after the start.`);

  const findings = newFindings();
  const client = clientFor(local);
  await load(writes(options, findings), { client, table: names.registryTable });
  await settle(local.cloud);
  view.stop();

  const reconciliation = reconcile(local.cloud.context, names);
  const deadLetters = deadLetterCounts(local.cloud.context, graph);
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(`${inputLine(findings)}\n${summary({ reconciliation, counters, lag, seconds, deadLetters })}\n`);
  if (!options.once) await untilStopped(local, options);
  client.destroy();
  await local.stop();
  if (findings.unreadable > 0) return 2;
  return reconciliation.missing.length > 0 || findings.bad > 0 ? 1 : 0;
}

function sinceStart(): string {
  return milliseconds(performance.now());
}

function writes(options: StartOptions, findings: InputFindings) {
  if (options.patients !== undefined) return writesFromSynthetic(options.patients, options.seed, findings);
  return writesFromInput(options.input.length > 0 ? options.input : examplePatients(), findings);
}

/** HL7's official FHIR R4 examples, from their npm package. */
function examplePatients(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("hl7.fhir.r4.examples/package.json"));
  return globSync("Patient-*.json", { cwd: folder })
    .sort()
    .map(file => join(folder, file));
}

function newFindings(): InputFindings {
  return {
    ...{ patients: 0, otherTypes: 0, bad: 0, unreadable: 0 },
    report(kind, at, reason) {
      this[kind]++;
      process.stderr.write(`${place(at)}: ${reason}\n`);
    },
  };
}

function inputLine({ patients, otherTypes, bad, unreadable }: InputFindings): string {
  const parts = [`${patients} patients`];
  if (otherTypes > 0) parts.push(`${otherTypes} resources of other types passed over`);
  if (bad > 0) parts.push(`${bad} bad records refused`);
  if (unreadable > 0) parts.push(`${unreadable} files or folders unreadable`);
  return `Input: ${parts.join(", ")}.`;
}

function clientFor({ url, cloud }: LocalCloud): DynamoDBClient {
  const credentials = { accessKeyId: "LOCALREGISTRY", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint: url, region: cloud.context.region, credentials });
}

async function untilStopped({ url }: LocalCloud, options: StartOptions): Promise<void> {
  say(
    options,
    `Serving at ${url} until Ctrl-C. Talk to it with any AWS client:\n  export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
  );
  await new Promise<void>(resolve => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

function say({ quiet }: StartOptions, text: string): void {
  if (!quiet) process.stderr.write(`${text}\n`);
}
