import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Runs with a port that something else listens on. */
async function withTakenPort<T>(run: (port: number) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise(resolve => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  return run(port).finally(() => server.close());
}

it("leaves nothing behind, and nothing changed, when it cannot start", async () => {
  const [absent, empty, used] = ["absent/deeper", "empty", "used"].map(name => join(storage, name)) as [
    ...[string, string, string],
  ];
  mkdirSync(empty);
  writeFileSync(join(empty, "notes.txt"), "mine");
  await (await startLocalCloud({ ...options, storage: used })).stop();
  const kept = readdirSync(used);
  const refused = async (given: object) => {
    for (const folder of [absent, empty, used])
      await expect(startLocalCloud({ ...options, ...given, storage: folder })).rejects.toThrow();
    expect([existsSync(join(storage, "absent")), readdirSync(empty), readdirSync(used)]).toEqual([
      ...[false, ["notes.txt"], kept],
    ]);
  };
  await withTakenPort(port => refused({ port, fresh: true }));
  await refused({ host: "203.0.113.1" });
  await refused({ graph: broken });
});

it("gives its storage back when it stops, and when it cannot start", async () => {
  await expect(startLocalCloud({ ...options, graph: broken })).rejects.toThrow(GraphError);

  await withTakenPort(port =>
    expect(startLocalCloud({ ...options, port })).rejects.toMatchObject({ code: "EADDRINUSE" }),
  );

  const first = await startLocalCloud(options);
  await expect(startLocalCloud(options)).rejects.toThrow(StorageInUse);
  await first.stop();
  const second = await startLocalCloud(options);
  expect(second.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await second.stop();
});

it("gives out the certificate of its TLS, to who runs in another process too, and keeps it with its state", async () => {
  const local = await startLocalCloud(options);
  try {
    const answer = (await (await fetch(`${local.url}/_tributary/certificate`)).json()) as { certificate: string };
    const file = await local.certificate();
    expect(file.startsWith(storage)).toBe(true);
    expect(answer.certificate).toBe(readFileSync(file, "utf8"));
  } finally {
    await local.stop();
  }
});

it("says why where its certificate cannot be kept", async () => {
  const folder = join(storage, "no-tls");
  mkdirSync(folder);
  writeFileSync(join(folder, "tls"), "in the way");
  const local = await startLocalCloud({ ...options, storage: folder });
  try {
    const response = await fetch(`${local.url}/_tributary/certificate`);
    const { message } = (await response.json()) as { message: string };
    expect([response.status, message]).toEqual([422, expect.stringMatching(/certificate .* cannot be kept in .*tls/)]);
  } finally {
    await local.stop();
  }
});
