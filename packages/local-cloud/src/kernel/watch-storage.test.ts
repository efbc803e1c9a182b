import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import { createSleeper } from "../polling/sleeper.ts";
import { awsJson } from "../protocols/aws-json.ts";
import { virtualClock } from "./clock.ts";
import type { Engine, Service } from "./service.ts";
import { storageTrouble } from "./storage-trouble.ts";
import type { StorageNotice } from "./watch-storage.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A cloud that keeps what it is told, and a part of it that keeps something every second. */
function open() {
  const folder = mkdtempSync(join(tmpdir(), "tributary-full-"));
  folders.push(folder);
  const clock = virtualClock();
  const notices: StorageNotice[] = [];
  const defects: unknown[] = [];
  const keeper: Service = {
    name: "keeper",
    title: "Keeper",
    schema: "CREATE TABLE IF NOT EXISTS keeper_kept (text TEXT)",
    wire: awsJson({ version: "1.1", target: "Keeper", namespace: "com.example.keeper" }),
    operations: {
      Keep: ({ text }: { text: string }, { store }) => {
        store.transaction(() => store.prepare("INSERT INTO keeper_kept VALUES (?)").run(text));
        return {};
      },
    },
    engines: ({ clock: given, store, signals }) => {
      const sleeper = createSleeper(given);
      const tick = (): void => {
        store.prepare("INSERT INTO keeper_kept VALUES (?)").run("t".repeat(10_000));
        given.schedule(given.now() + 1_000, tick);
      };
      const engine: Engine = {
        name: "keeper",
        start: () => {
          signals.on("keeper", sleeper.wake);
          given.schedule(given.now() + 1_000, tick);
        },
        stop: async () => sleeper.stop(),
        pending: () => 0,
      };
      return [engine];
    },
  };
  const cloud = createCloud({
    ...{ services: [keeper], storage: folder, region: "us-east-1", account: "000000000000", clock },
    onStorage: notice => notices.push(notice),
    onDefect: error => defects.push(error),
  });
  cloud.start();
  const { store } = cloud.context;
  const keep = async (text: string) => {
    const headers = { "x-amz-target": "Keeper.Keep" };
    const request = { method: "POST", path: "/", query: new URLSearchParams(), headers };
    const { status, body } = await cloud.handle({ ...request, body: Buffer.from(JSON.stringify({ text })) });
    return [status, JSON.parse(String(body)).__type?.split("#").at(-1)];
  };
  const count = () => Number(store.prepare("SELECT COUNT(*) AS n FROM keeper_kept").get()?.n);
  const room = (pages: number) => store.prepare(`PRAGMA max_page_count = ${pages}`).get();
  return { cloud, clock, notices, defects, keep, count, room };
}

describe("a full disk", () => {
  it("is reported once, answered so that clients retry, and over when there is space", async () => {
    const { cloud, clock, notices, defects, keep, count, room } = open();
    expect(await keep("before")).toEqual([200, undefined]);
    room(1); // As many pages as there are.
    for (let number = 0; number < 200; number++) await keep("x".repeat(10_000));
    expect(await keep("x".repeat(10_000))).toEqual([503, "ServiceUnavailable"]);
    await clock.advance(60_000);
    expect(notices).toEqual([{ kind: "failed", text: expect.stringContaining("no space left") }]);
    const kept = count();

    room(1_000_000);
    await clock.advance(1_500);
    expect(notices.map(({ kind }) => kind)).toEqual(["failed", "works again"]);
    expect(await keep("after")).toEqual([200, undefined]);
    await clock.advance(3_000);
    expect(count()).toBeGreaterThan(kept + 2); // The part that failed by its own goes on, too.
    expect(defects).toEqual([]);

    room(1);
    for (let number = 0; number < 200; number++) await keep("x".repeat(10_000));
    expect(notices.map(({ kind }) => kind)).toEqual(["failed", "works again", "failed"]);
    await cloud.stop();
  });
});

describe("trouble with storage", () => {
  const sqlite = (errcode: number) => Object.assign(new Error(), { code: "ERR_SQLITE_ERROR", errcode });
  const system = (code: string, syscall = "write") => Object.assign(new Error(), { code, syscall });

  it.each([
    [sqlite(13), "no space left"],
    [sqlite(778), "the disk does not work (input/output error)"], // SQLITE_IOERR_WRITE
    [sqlite(8), "it is read-only"],
    [sqlite(14), "its files cannot be opened"],
    [system("ENOSPC"), "no space left"],
    [system("EDQUOT"), "no space left (quota)"],
    [system("EROFS", "open"), "it is read-only"],
    [system("EACCES", "mkdir"), "permission denied"],
    [system("EIO", "fsync"), "the disk does not work (input/output error)"],
    [new Error("wrapped", { cause: system("ENOSPC") }), "no space left"],
    [system("EACCES", "listen"), undefined],
    [system("ENOENT", "open"), undefined],
    [sqlite(19), undefined],
    [new TypeError(), undefined],
  ])("is %s by its code: %s", (error, reason) => {
    expect(storageTrouble(error)).toBe(reason);
  });
});
