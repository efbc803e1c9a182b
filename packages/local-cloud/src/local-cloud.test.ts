import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "@tributary/synth/graph";
import { afterAll, expect, it } from "vitest";
import { GraphError } from "./graph/graph-error.ts";
import { startLocalCloud } from "./local-cloud.ts";
import { StorageInUse } from "./storage-lock.ts";

const storage = mkdtempSync(join(tmpdir(), "tributary-local-cloud-"));
afterAll(() => rmSync(storage, { recursive: true, force: true }));

const graph: Graph = { app: "a", stage: "s", region: "us-east-1", account: "000000000000", links: {}, resources: [] };
const broken: Graph = { ...graph, resources: [{ name: "A", type: "aws:x/y:Z", id: "a", inputs: {}, outputs: {} }] };
const options = { graph, storage, root: storage, port: 0 };

it("gives its storage back when it stops, and when it cannot start", async () => {
  await expect(startLocalCloud({ ...options, graph: broken })).rejects.toThrow(GraphError);

  const server = createServer().listen(0, "127.0.0.1");
  await new Promise(resolve => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await expect(startLocalCloud({ ...options, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  server.close();

  const first = await startLocalCloud(options);
  await expect(startLocalCloud(options)).rejects.toThrow(StorageInUse);
  await first.stop();
  const second = await startLocalCloud(options);
  expect(second.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await second.stop();
});
