import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputRecord } from "./input-record.ts";
import { readInput } from "./read-input.ts";
import { readLines } from "./read-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-input-"));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string): Promise<InputRecord[]> {
  return Array.fromAsync(readInput(path));
}

const patient = (id: string) => ({ resourceType: "Patient", id });
const summary = (records: InputRecord[]) =>
  records.map(record => (record.kind === "resource" ? record.resource.id : `${record.kind}:${record.at.line}`));

/** A user with limited permissions, unlike root. */
const NOBODY = 65_534;
const isWindows = process.platform === "win32";
if (isWindows) console.info("skipped: a folder that may not be read is not made in this way on Windows");

describe("reading input", () => {
  it("reads a small file of millions of bad entries, one after the other", async () => {
    const entries = `${"1,".repeat(400_000)}1`;
    const path = file("many.json.gz", gzipSync(`{"resourceType": "Bundle", "entry": [${entries}]}`));
    let bad = 0;
    for await (const { kind, at } of readInput(path)) if (kind === "bad" && at.pointer === `/entry/${bad}`) bad++;
    expect(bad).toBe(400_001);
  });

  it("reads a resource, a Bundle's entries, and NDJSON lines, plain or gzipped", async () => {
    const bundle = { resourceType: "Bundle", entry: [{ resource: patient("b1") }, { resource: patient("b2") }, {}] };
    expect(summary(await read(file("one.json", JSON.stringify(patient("a")))))).toEqual(["a"]);
    expect(summary(await read(file("bundle.json", JSON.stringify(bundle))))).toEqual(["b1", "b2"]);
    const lines = `${JSON.stringify(patient("c"))}\n${JSON.stringify(patient("d"))}`;
    expect(summary(await read(file("two.ndjson", lines)))).toEqual(["c", "d"]);
    expect(summary(await read(file("two.ndjson.gz", gzipSync(lines))))).toEqual(["c", "d"]);
    expect(summary(await read(file("one.json.gz", gzipSync(JSON.stringify(patient("z"))))))).toEqual(["z"]);
  });

  it("reads through CRLF, a byte order mark, blank lines and a line of 5 MB", async () => {
    const long = JSON.stringify({ ...patient("long"), text: "x".repeat(5_000_000) });
    const path = file(
      "odd.ndjson",
      `\uFEFF${JSON.stringify(patient("a"))}\r\n\r\n${long}\r\n${JSON.stringify(patient("b"))}\r\n`,
    );
    expect(summary(await read(path))).toEqual(["a", "long", "b"]);
  });

  it("names the line of invalid JSON or FHIR, and continues", async () => {
    const path = file(
      "bad.ndjson",
      `${JSON.stringify(patient("a"))}\n{"resourceType":"Pat\n[1]\n"text"\n${JSON.stringify(patient("b"))}\n{"resourceType":`,
    );
    expect(summary(await read(path))).toEqual(["a", "bad:2", "bad:3", "bad:4", "b", "bad:6"]);
  });

  it("names the line inside a file of indented JSON", async () => {
    const path = file("indented.json", '{\n  "resourceType": "Patient",\n  "id": oops\n}\n');
    expect(summary(await read(path))).toEqual(["bad:3"]);
  });

  it("loads the resources of nested Bundles, and points at invalid ones", async () => {
    const inner = { resourceType: "Bundle", entry: [{ resource: patient("deep") }, { resource: { x: 1 } }, null] };
    const bundle = {
      resourceType: "Bundle",
      entry: [{ resource: inner }, { request: {} }, { resource: patient("b") }],
    };
    const records = await read(file("nested.json", JSON.stringify(bundle)));
    expect(summary(records)).toEqual(["deep", "bad:1", "bad:1", "b"]);
    expect(records.flatMap(({ kind, at }) => (kind === "bad" ? [at.pointer] : []))).toEqual([
      "/entry/0/resource/entry/1/resource",
      "/entry/0/resource/entry/2",
    ]);
    expect(summary(await read(file("odd.json", '{"resourceType":"Bundle","entry":{"resource":1}}')))).toEqual([
      "bad:1",
    ]);
  });

  it("rejects an entry that repeats a fullUrl of its Bundle, unless its version differs, and points at it", async () => {
    const entry = (fullUrl: string, id: string, versionId?: string) => ({
      fullUrl,
      resource: { ...patient(id), ...(versionId !== undefined && { meta: { versionId } }) },
    });
    const entries = [entry("urn:a", "a"), entry("urn:b", "b"), entry("urn:a", "c"), entry("urn:a", "a", "2")];
    const bundle = (type: string) => JSON.stringify({ resourceType: "Bundle", type, entry: entries });
    const [records, history] = [
      await read(file("twice.json", bundle("batch"))),
      await read(file("history.json", bundle("history"))),
    ];
    expect(summary(records)).toEqual(["a", "b", "bad:1", "a"]);
    expect(records[2]?.at.pointer).toBe("/entry/2/fullUrl");
    expect(summary(history)).toEqual(["a", "b", "c", "a"]);
  });

  it("resolves references by an entry's fullUrl, wherever that entry is", async () => {
    const refer = (id: string, reference: string) => ({ ...patient(id), generalPractitioner: [{ reference }] });
    const entry = [
      { fullUrl: "urn:uuid:1", resource: refer("a", "urn:uuid:2") },
      { fullUrl: "urn:uuid:2", resource: refer("b", "urn:uuid:3") },
      { fullUrl: "https://fhir.example/Patient/c", resource: refer("c", "https://fhir.example/Patient/c") },
    ];
    const records = await read(file("refers.json", JSON.stringify({ resourceType: "Bundle", entry })));
    expect(records.map(record => record.kind === "resource" && record.resource.generalPractitioner)).toEqual([
      [{ reference: "Patient/b" }],
      [{ reference: "urn:uuid:3" }],
      [{ reference: "Patient/c" }],
    ]);
  });

  it("reads a Bundle of more than 16 MB entry by entry, also gzipped, and rejects a line or a resource of that size", async () => {
    const long = "x".repeat(1 << 20);
    const entries = Array.from({ length: 20 }, (_, index) => ({ resource: { ...patient(`p${index}`), text: long } }));
    const bundle = JSON.stringify({ entry: entries, resourceType: "Bundle" });
    const ids = entries.map(({ resource }) => resource.id);
    expect(summary(await read(file("large.json", bundle)))).toEqual(ids);
    const zipped = gzipSync(bundle);
    expect(summary(await read(file("large.json.gz", zipped)))).toEqual(ids);
    const cut = await read(file("cut-large.json.gz", zipped.subarray(0, -100)));
    expect(cut.map(({ kind }) => kind)).toEqual([...Array(cut.length - 1).fill("resource"), "unreadable"]);
    expect(cut.length).toBeGreaterThan(1);
    expect(summary(await read(file("large.ndjson", `${bundle}\n${JSON.stringify(patient("a"))}`)))).toEqual([
      "bad:1",
      "a",
    ]);
    expect(
      summary(await read(file("single.json", JSON.stringify({ ...patient("a"), text: long.repeat(17) })))),
    ).toEqual(["bad:1"]);
  });

  it("rejects bytes that are not UTF-8 instead of loading them changed, and continues", async () => {
    const latin1 = Buffer.from(`${JSON.stringify({ ...patient("l"), text: "é" })}\n`, "latin1");
    const path = file("latin1.ndjson", Buffer.concat([latin1, Buffer.from(JSON.stringify(patient("u")))]));
    expect(summary(await read(path))).toEqual(["bad:1", "u"]);
    expect(summary(await read(file("latin1.json", latin1)))).toEqual(["bad:1"]);
  });

  it("names an empty file, and nesting too deep to locate", async () => {
    expect(summary(await read(file("empty.json", "\n")))).toEqual(["bad:1"]);
    expect(summary(await read(file("empty.ndjson", "")))).toEqual(["bad:1"]);
    expect(summary(await read(file("blank.ndjson", "\uFEFF\r\n \n\n")))).toEqual(["bad:1"]);
    expect(summary(await read(file("deep.ndjson", `${"[".repeat(200_000)}\n${JSON.stringify(patient("a"))}`)))).toEqual(
      ["bad:1", "a"],
    );
  });

  it("never quotes the input in a reason", async () => {
    const [record] = await read(file("secret.ndjson", '{"resourceType":"Patient","name":SECRETNAME}'));
    expect(record?.kind).toBe("bad");
    expect(JSON.stringify(record)).not.toContain("SECRETNAME");
  });

  it("follows links to files and folders, reads each target once, and reports broken links", async () => {
    const root = mkdtempSync(join(tmpdir(), "tributary-links-"));
    const outside = mkdtempSync(join(tmpdir(), "tributary-linked-"));
    mkdirSync(join(root, "b"));
    writeFileSync(join(root, "b", "here.json"), JSON.stringify(patient("here")));
    writeFileSync(join(outside, "there.json"), JSON.stringify(patient("there")));
    writeFileSync(join(outside, "notes.txt"), "none");
    symlinkSync("..", join(root, "b", "loop"));
    symlinkSync("b/here.json", join(root, "again.json"));
    symlinkSync(outside, join(root, "c"));
    symlinkSync("/nowhere", join(root, "d.json"));
    symlinkSync("/nowhere", join(root, "e.txt"));
    expect(summary(await read(root))).toEqual(["here", "there", "unreadable:0"]);
  });

  it.skipIf(isWindows)("names the folder that may not be read, and reads the others", async () => {
    const root = mkdtempSync(join(tmpdir(), "tributary-locked-"));
    for (const name of ["a", "b", "c"]) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, "one.json"), JSON.stringify(patient(name)));
    }
    for (const name of [".", "a", "c"]) chmodSync(join(root, name), 0o755);
    chmodSync(join(root, "b"), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    const records = await read(root).finally(() => isRoot && process.seteuid?.(0));
    chmodSync(join(root, "b"), 0o700);
    expect(summary(records)).toEqual(["a", "unreadable:0", "c"]);
    expect(records[1]?.at.file).toBe(join(root, "b"));
  });

  it("reports a missing file, a folder without input and damaged gzip as unreadable", async () => {
    expect(summary(await read(join(folder, "missing.json")))).toEqual(["unreadable:0"]);
    expect(summary(await read(mkdtempSync(join(tmpdir(), "tributary-empty-"))))).toEqual(["unreadable:0"]);
    const cut = gzipSync(`${JSON.stringify(patient("a"))}\n`.repeat(5_000)).subarray(0, 60);
    expect(summary(await read(file("cut.ndjson.gz", cut))).at(-1)).toMatch(/^unreadable:/);
    expect(summary(await read(file("cut.json.gz", cut)))).toEqual(["unreadable:0"]);
  });

  it("splits a stream into the same lines wherever its chunks are cut", async () => {
    const line = fc.string({ unit: "grapheme" }).map(text => text.replaceAll(/[\r\n\uFEFF]/g, ""));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        const bytes = Buffer.from(`${lines.join("\n")}\n`);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        async function* stream() {
          yield* chunks;
        }
        const read = await Array.fromAsync(readLines(stream()));
        expect(read.map(bytes => bytes?.toString("utf8"))).toEqual(lines);
      }),
    );
  });
});
