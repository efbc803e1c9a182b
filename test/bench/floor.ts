import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import type { FloorWork } from "./floor-worker.ts";

/** What the same SDK calls take when the server does nothing. */
export interface FloorResult {
  readonly seconds: number;
  readonly cpuMs: number;
  /** Median of one change's calls in a row, milliseconds. */
  readonly p50: number;
}

/** Consumers of the real flow run in two environments, capture in one; the loader runs beside the server. */
const CONSUMERS = 2;

const [writes = 0, events = 0] = process.argv.slice(2).map(Number);
const answers: Record<string, string> = {
  "AWSEvents.PutEvents": JSON.stringify({
    FailedEntryCount: 0,
    Entries: Array.from({ length: 10 }, () => ({ EventId: "00000000-0000-0000-0000-000000000000" })),
  }),
};
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(answers[String(request.headers["x-amz-target"])] ?? "{}");
  });
});
await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const work = (role: FloorWork["role"], count: number) => start({ role, count, endpoint });
const workers = await Promise.all([
  work("load", writes),
  work("capture", events),
  ...Array.from({ length: CONSUMERS }, () => work("consume", Math.ceil(events / CONSUMERS))),
]);
const cpu = process.cpuUsage();
const began = performance.now();
await Promise.all(workers.map(run => run()));
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(cpu);

const latency = await work("latency", 200);
const result: FloorResult = { seconds, cpuMs: (user + system) / 1_000, p50: await latency() };
process.stdout.write(JSON.stringify(result));
process.exit(0);

/** A thread that has its clients ready; the function returned sets it off and resolves when its calls are done. */
async function start(data: FloorWork): Promise<() => Promise<number>> {
  const worker = new Worker(new URL("./floor-worker.ts", import.meta.url), { workerData: data });
  const message = () => new Promise<number>((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await message();
  return () => {
    const done = message();
    worker.postMessage("go");
    return done;
  };
}
