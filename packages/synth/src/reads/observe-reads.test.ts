import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { type FoundRead, finding } from "./finding.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-reads-")));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
for (const name of ["own", "packages/node_modules/lists"]) mkdirSync(at(name), { recursive: true });
writeFileSync(at("a.txt"), "a");
writeFileSync(at("other.mjs"), "export const other = 1;");
// Loaded by a path that the program computes, so they are no part of the bundle.
const loaded = {
  "clock.mjs": "Date.now();",
  "chance.cjs": "Math.random();",
  "names.mjs": `import "node:dns";`,
  "own.mjs": `import { pid } from "node:process"; pid;`,
  "runs.mjs": `import { ChildProcess } from "node:child_process"; new ChildProcess().spawn({ file: "true", args: ["true"] });`,
  "variable.mjs": "process.env.SHOP;",
  "reads.mjs": `import fs from "node:fs"; const file = fs.openSync(${JSON.stringify(at("a.txt"))}); fs.readSync(file, Buffer.alloc(1));`,
};
for (const [name, text] of Object.entries(loaded)) writeFileSync(at(name), text);
mkdirSync(at("node_modules/dep"), { recursive: true });
writeFileSync(at("node_modules/dep/package.json"), '{ "main": "one.js" }');
writeFileSync(at("node_modules/dep/one.js"), "");
spawnSync("mkfifo", [at("pipe")]);
writeFileSync(
  at("packages/node_modules/lists/index.js"),
  "exports.debug = Object.keys(process.env).filter(key => key.startsWith('DEBUG_')); exports.all = Object.entries(process.env).length;",
);

/** The reads of a program of this text, without those of every program. */
function observed(text: string): { reads: FoundRead[]; reason?: string } {
  const program = at("program.mjs");
  const header = `import fs, { readFileSync } from "node:fs"; import { createRequire } from "node:module"; import { promisify } from "node:util";
    const require = createRequire(import.meta.url); const folder = ${JSON.stringify(folder)};\n`;
  writeFileSync(program, header + text);
  const script = fileURLToPath(new URL("observe-fixture.ts", import.meta.url));
  const args = ["--no-warnings", script, program, at("packages/node_modules"), at("own")];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, SHOP: "1" },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}
const has = (reads: readonly FoundRead[], kind: string, name: string) =>
  reads.some(read => read.kind === kind && read.name === name);

describe("notes", () => {
  test.each([
    [`fs.readFileSync(folder + "/a.txt");`, "content", "a.txt"],
    [`readFileSync(new URL("file://" + folder + "/a.txt"), "utf8");`, "content", "a.txt"],
    [`await fs.promises.readFile(folder + "/a.txt");`, "content", "a.txt"],
    [`(await import("node:fs/promises")).readFile(folder + "/a.txt");`, "content", "a.txt"],
    [`fs.closeSync(fs.openSync(folder + "/a.txt", "r"));`, "content", "a.txt"],
    [`await (await fs.promises.open(folder + "/a.txt")).close();`, "content", "a.txt"],
    [`fs.fstatSync(fs.openSync(folder + "/a.txt")).mtimeMs;`, "status", "a.txt"],
    [`for await (const part of new fs.ReadStream(folder + "/a.txt")) part;`, "content", "a.txt"],
    [`await import(folder + "/reads" + ".mjs");`, "content", "a.txt"],
    [`require("d" + "ep");`, "content", "node_modules/dep/package.json"],
    [`import.meta.resolve("d" + "ep");`, "presence", "node_modules/dep"],
    [`for await (const part of fs.createReadStream(folder + "/a.txt")) part;`, "content", "a.txt"],
    [`try { readFileSync(folder + "/none.txt"); } catch {}`, "content", "none.txt"],
    [`process.chdir(folder); readFileSync("a.txt");`, "content", "a.txt"],
    [`fs.existsSync(folder + "/none.txt");`, "presence", "none.txt"],
    [`await promisify(fs.exists)(folder + "/none.txt");`, "presence", "none.txt"],
    [`fs.statSync(folder + "/a.txt");`, "status", "a.txt"],
    [`fs.readdirSync(folder + "/own/..");`, "entries", ""],
    [`fs.realpathSync.native(folder + "/a.txt");`, "real path", "a.txt"],
    [`process.loadEnvFile(folder + "/a.txt");`, "content", "a.txt"],
    [`process.loadEnvFile(new URL("file://" + folder + "/a.txt"));`, "content", "a.txt"],
    [`try { process.chdir(folder); process.loadEnvFile(); } catch {}`, "content", ".env"],
    [`await import(folder + "/other" + ".mjs");`, "content", "other.mjs"],
  ])("what %s reads", (text, kind, name) => {
    const { reads, reason } = observed(text);
    expect([has(reads, kind, name === "" ? folder : at(name)), reason]).toEqual([true, undefined]);
  });

  test("variables by name, and all if the program lists them, but not if a package looks for its own", () => {
    const { reads, reason } = observed(
      `process.env.SHOP; "OTHER" in process.env; process.env.MINE = "1"; process.env.MINE; require("./packages/node_modules/lists");`,
    );
    const variables = reads.filter(({ kind }) => kind.startsWith("variable")).map(({ name }) => name);
    // Node.js reads these itself to load modules.
    expect(variables.shift()).toBe("WATCH_REPORT_DEPENDENCIES");
    expect([variables, reason]).toEqual([["SHOP", "OTHER"], undefined]);
    expect(has(observed(`await import(folder + "/variable" + ".mjs");`).reads, "variable", "SHOP")).toBe(true);
    expect(has(observed(`import { env } from "node:process"; env.SHOP;`).reads, "variable", "SHOP")).toBe(true);
    expect(has(observed("({ ...process.env });").reads, "variables", "all")).toBe(true);
  });

  test("missing modules, and facts about the machine", () => {
    const { reads } = observed(`try { require("not-there"); } catch {} (await import("node:os")).hostname();`);
    expect(has(reads, "machine", "hostname")).toBe(true);
    expect(reads.some(({ kind, name }) => kind === "missing module" && name.includes("not-there"))).toBe(true);
  });

  test("nothing in the evaluation's own folder", () => {
    const { reads, reason } = observed(`fs.writeFileSync(folder + "/own/x", ""); readFileSync(folder + "/own/x");`);
    expect([reads.filter(({ name }) => name.startsWith(at("own"))), reason]).toEqual([[], undefined]);
  });
});

test.each([
  ["Date.now();", "it takes the time"],
  ["new Date();", "it takes the time"],
  ["Date();", "it takes the time"],
  ["performance.now();", "it takes the time"],
  ["Math.random();", "it takes a random number"],
  [`(await import("node:crypto")).randomUUID();`, "it takes a random value"],
  ["crypto.getRandomValues(new Uint8Array(1));", "it takes a random value"],
  [`require("node:child_process").execSync("true");`, "it runs true"],
  [`fs.writeFileSync(folder + "/written", "");`, "it calls writeFileSync of node:fs"],
  [`fs.renameSync(folder + "/own/none", folder + "/none");`, "it calls renameSync of node:fs"],
  [`fs.globSync(folder + "/*.txt");`, "it calls globSync of node:fs"],
  [`fs.globSync([folder + "/*.txt"]);`, "it calls globSync of node:fs"],
  [`fs.readdirSync(folder, { recursive: true });`, "it calls readdirSync of node:fs"],
  [`require("node:net").connect(9, "127.0.0.1").on("error", () => {});`, "it uses the network"],
  [`await import("node:worker_threads");`, "it uses node:worker_threads"],
  [`process.getBuiltinModule("node:sqlite");`, "it uses node:sqlite"],
  ["process.umask();", "it uses process.umask"],
  ["process.pid;", "it uses process.pid"],
  ["const { ppid } = process;", "it uses process.ppid"],
  ["process.hrtime.bigint();", "it uses process.hrtime.bigint"],
  ["process.uptime();", "it uses process.uptime"],
  ["process.memoryUsage.rss();", "it uses process.memoryUsage.rss"],
  ["process.stdin;", "it uses process.stdin"],
  [`(await import("node:process")).pid;`, "it uses node:process"],
  [`import { ppid } from "node:process"; ppid;`, "it uses node:process"],
  [`await import("node:dns");`, "it uses node:dns"],
  [`require("node:v8").getHeapStatistics();`, "it uses node:v8"],
  [`require("node:vm").runInNewContext("Date.now()");`, "it uses node:vm"],
  ["performance.timeOrigin;", "it takes the time"],
  ["new Intl.DateTimeFormat().format();", "it takes the time"],
  [`new Intl.DateTimeFormat("de").formatToParts();`, "it takes the time"],
  ["new (new Date(0).constructor)();", "it takes the time"],
  [`Object.getOwnPropertyDescriptor(Date, "now").value();`, "it takes the time"],
  [`new Event("x").timeStamp;`, "it takes the time"],
  ["await Promise.resolve().then(Date.now);", "it takes the time"],
  [`setTimeout(new Function("process.pid")); await new Promise(done => setTimeout(done));`, "it uses process.pid"],
  [`await import(folder + "/clock" + ".mjs");`, "it takes the time"],
  [`require(folder + "/chance" + ".cjs");`, "it takes a random number"],
  [`await import(folder + "/names" + ".mjs");`, "it uses node:dns"],
  [`await import(folder + "/own" + ".mjs");`, "it uses node:process"],
  [`await import(folder + "/runs" + ".mjs");`, "it runs another program"],
  [`const text = "data:text/javascript,1"; await import(text);`, "it uses data:text/javascript,1"],
  [`require("node:module").findPackageJSON("..", import.meta.url);`, "it calls findPackageJSON"],
  [`fs.openSync("/dev/urandom");`, "it reads /dev/urandom"],
  [`readFileSync("/proc/uptime");`, "it reads /proc/uptime"],
  [`fs.statSync(folder + "/pipe");`, `it reads ${at("pipe")}`],
  ["navigator.hardwareConcurrency;", "it takes navigator.hardwareConcurrency"],
  [`require("node:http").createServer().listen(0).unref();`, "it uses the network"],
  [`require("node:crypto").ECDH("secp256k1").generateKeys();`, "it takes a random value"],
  ["Crypto.prototype.getRandomValues.call(crypto, new Uint8Array(1));", "it takes a random value"],
  [`(await import("node:crypto")).generateKeySync("hmac", { length: 64 });`, "it takes a random value"],
  [`await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);`, "it takes a random value"],
])("cannot be repeated: %s", (text, reason) => {
  if (text.includes("renameSync")) text = `try { ${text} } catch {}`;
  expect(observed(text).reason).toBe(reason);
});

test.each([
  `new Date(0); new Date("2026-01-01"); new Intl.DateTimeFormat("de").format(new Date(0));`,
  `new Date(Date.UTC(2026, 0)) instanceof Date;`,
  "Math.max(1, 2);",
  `import { stdin, stdout as out } from "process"; import own from "node:process";`,
  `process.platform + process.version + process.cwd() + process.argv[0];`,
  `require("node:crypto").createHash("sha256").update("a").digest("hex");`,
])("can be repeated: %s", text => {
  expect(observed(text).reason).toBeUndefined();
});

test("finds something else after a change, and the same without one", () => {
  const reads = [
    { kind: "content", name: at("a.txt") },
    { kind: "presence", name: at("later.txt") },
    { kind: "entries", name: folder },
    { kind: "status", name: at("other.mjs") },
    { kind: "variable", name: "SHOP" },
    { kind: "missing module", name: JSON.stringify(["./later.txt", at("program.mjs")]) },
  ] as const;
  const found = (variables: Record<string, string>) => reads.map(read => finding(read, variables));
  const before = found({ SHOP: "" });
  expect(found({ SHOP: "" })).toEqual(before);
  writeFileSync(at("a.txt"), "b");
  writeFileSync(at("later.txt"), "");
  utimesSync(at("other.mjs"), 1, 1);
  const after = found({});
  expect(after.map((text, index) => text === before[index])).toEqual(Array(reads.length).fill(false));
});

test("does not wait for a pipe that has taken the place of a file", () => {
  expect(finding({ kind: "content", name: at("pipe") }, {})).toBe("none: no file");
});
