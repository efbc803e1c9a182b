import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("start.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-start-"));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const start = (...options: string[]) => startAs([process.execPath, program, ...options]);

function startAs([command = "", ...args]: readonly string[]) {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, ...said }));
  return { child, said, ended };
}

const patient = (id: string, more: object = {}) =>
  JSON.stringify({ resourceType: "Patient", id, name: [{ family: "Secretname" }], ...more });

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
}

describe.concurrent("npm start", () => {
  it("names each bad record by file and line, loads the rest, and says so in the exit code", async () => {
    const zipped = gzipSync(`${patient("zipped")}\n`);
    write("in/bundle.json", `{"resourceType":"Bundle","entry":[{"resource":${patient("bundled")}},{"resource":1}]}`);
    // As Synthea writes it, and a resource ahead of the one that it refers to.
    const reference = (text: string) => ({ reference: text });
    const encounter = (id: string, more: object) => ({
      ...{ resourceType: "Encounter", id, status: "finished", class: { code: "AMB" } },
      ...{ participant: [{ individual: reference("Practitioner?identifier=urn:npi|1") }], ...more },
    });
    const practitioner = { resourceType: "Practitioner", id: "pr1", identifier: [{ system: "urn:npi", value: "1" }] };
    const location = [{ location: reference("Location?identifier=urn:loc|Secretname") }];
    const entry = [encounter("e1", {}), practitioner, encounter("e2", { location })].map(resource => ({ resource }));
    write("in/conditional.json", JSON.stringify({ resourceType: "Bundle", type: "transaction", entry }));
    write("in/cut.ndjson.gz", zipped.subarray(0, zipped.length - 12));
    write(
      "in/huge.ndjson",
      [patient("h1"), patient("h2", { identifier: [{ value: "v".repeat(410_000) }] })].join("\n"),
    );
    write("in/infinite.json", patient("i", { active: "@" }).replace('"@"', "1e400"));
    write(
      "in/lines.ndjson",
      `\uFEFF${patient("a")}\r\n${patient("a")}\r\n[]\r\n${patient("b")}\r\n{"resourceType":"Pat`,
    );
    write("in/no.json", "{\n  Secretname\n}");
    write("in/refs.ndjson", patient("r", { managingOrganization: { reference: "Organization/Secretname" } }));
    write("in/types.ndjson", patient("t", { name: "Secretname", telecom: [3] }));
    const { code, out, err } = await start("--once", "--quiet", "--json", "--input", "in", "missing.json").ended;

    expect(err.trimEnd().split("\n").sort()).toEqual([
      "in/bundle.json:1#/entry/1/resource: not a FHIR resource: no resourceType",
      "in/conditional.json:1#/entry/2/resource/location/0/location/reference: warning: leads nowhere: its criteria match nothing in the data store",
      "in/cut.ndjson.gz:1: gzip data ends too early",
      "in/huge.ndjson:2: larger than the 400 KB that a DynamoDB item may have",
      "in/infinite.json:1#/active: must be a valid boolean (type)",
      "in/lines.ndjson:3: not a FHIR resource: no resourceType",
      "in/lines.ndjson:5: not JSON",
      "in/no.json:2: not JSON",
      "in/refs.ndjson:1#/managingOrganization/reference: warning: leads nowhere: neither the input nor the data store has it",
      "in/types.ndjson:1#/name: must be an array (type); /telecom/0 must be a ContactPoint, an object (type)",
      "missing.json: no such file or folder",
    ]);
    expect(JSON.parse(out)).toMatchObject({
      version: 4,
      complete: true,
      input: { resources: 10, patients: 7, bad: 7, unreadable: 2, nowhere: 2 },
      changes: { written: 5, missing: 0 },
      missing: [],
      types: { Patient: { missing: 0, extra: 0 } },
      // The Patient too large for the registry exists only in the data store.
      people: { people: 6, patients: 6, both: 5 },
      events: { missing: [], extra: [], unapplied: [] },
      setAside: [],
    });
    expect(code).toBe(2);
  }, 240_000);

  it("ends with 1 if a person has more than one Patient, and reports the surplus", async () => {
    // Two Patients of the input claim to be the same person: nobody may choose between them.
    const identifier = [{ system: "urn:tributary:demo:person", value: "same" }];
    write("twice.ndjson", [patient("t1", { identifier }), patient("t2", { identifier }), patient("t3")].join("\n"));
    const options = ["--once", "--quiet", "--storage", "twice", "--input", "twice.ndjson"];
    const { code, out, err } = await start(...options).ended;
    expect([code, err]).toEqual([1, ""]);
    // A row settled before both are known gets its own Patient, and keeps it.
    expect(out).toMatch(/2 people in [34] Patients, 1 of them from both sides: [12] Patients? too many/);
    expect(out).not.toContain("Secretname");
    const again = await start("--json", ...options).ended;
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({
      changes: { missing: 0 },
      people: { people: 2, patients: Number(/in ([34]) Patients/.exec(out)?.[1]), both: 1 },
    });
  }, 240_000);

  it("says in one line why it cannot start", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const taken = await start("--once", "--port", String(port), "--storage", "taken").ended;
    server.close();
    expect(taken).toEqual({ code: 2, out: "", err: expect.stringMatching(/^tributary: port \d+ of .* is taken.*\n$/) });

    write("there.json", patient("there"));
    const nothing = await start("--once", "--storage", "none", "--input", "nosuch.json").ended;
    expect(nothing).toMatchObject({ code: 2, out: "", err: expect.stringContaining("so nothing was started") });
    const noInput = await start("--storage", "none", "--input", "there.json", "nosuch.json").ended;
    expect(noInput).toEqual({
      code: 2,
      out: "",
      err: "tributary: cannot read the input, so nothing was started.\nnosuch.json: no such file or folder\n",
    });

    write("file", "");
    const inPlace = await start("--once", "--storage", "file").ended;
    expect(inPlace).toEqual({
      code: 2,
      out: "",
      err: "tributary: cannot use file: a file of that name is in its place\n",
    });

    write("damaged/cloud.sqlite", "no database".repeat(1_000));
    const damaged = await start("--once", "--storage", "damaged").ended;
    expect(damaged).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^tributary: the state .* cannot be used.*\n$/),
    });
  });

  it("ends if it can read nothing of its input, instead of staying up", async () => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    const { code, err } = await start("--quiet", "--port", "0", "--storage", "unread", "--input", "empty").ended;
    expect([code, err]).toEqual([
      2,
      "empty: no .json or .ndjson file in this folder\nNothing of the input could be read, so there is nothing to serve.\n",
    ]);
  }, 60_000);

  it.each([
    ["--port", "many"],
    ["--patients", "0"],
    ["--input", "x", "--patients", "1"],
    ["--patients", "1", "--resources", "1"],
    ["--grants", "--iam", "off"],
    ["unexpected"],
  ])("refuses %s %s %s as usage, in one line", async (...options) => {
    const { code, out, err } = await start(...options).ended;
    expect([code, out, err.split("\n").length]).toEqual([2, "", 2]);
  });

  it("serves until Ctrl-C, locks its storage even against --fresh, and continues where it stopped", async () => {
    write("one.json", patient("one"));
    const options = ["--storage", "served", "--port", "0", "--input", "one.json"];
    const serving = start(...options);
    await expect
      .poll(() => serving.said.err, { timeout: 60_000 })
      .toContain("export AWS_ENDPOINT_URL=http://127.0.0.1:");

    const second = await start("--once", "--fresh", ...options).ended;
    expect([second.code, second.out]).toEqual([2, ""]);
    expect(second.err).toBe(
      `tributary: served is in use by process ${serving.child.pid}: stop it, or choose another folder with --storage\n`,
    );
    serving.child.kill("SIGINT");
    expect(await serving.ended).toMatchObject({ code: 0, out: expect.stringMatching(/applied *│ +1 /) });

    write("served/mine.txt", "");
    // Unchanged resources are not written again; changed ones are.
    const third = await start("--once", "--json", "--quiet", ...options).ended;
    expect(JSON.parse(third.out)).toMatchObject({
      input: { resources: 1, unchanged: 1 },
      changes: { written: 1, applied: 1 },
      people: { people: 1, patients: 1, both: 1 },
    });
    const { written } = JSON.parse(third.out).types.Patient;
    write("one.json", patient("one", { maritalStatus: { text: "M" } }));
    const changed = await start("--once", "--quiet", ...options).ended;
    expect(changed.out).not.toContain("unchanged in the data store");
    const fifth = await start("--once", "--json", "--quiet", ...options).ended;
    expect(JSON.parse(fifth.out)).toMatchObject({
      input: { resources: 1, unchanged: 1 },
      // The new version, and the registry's content added to it again.
      types: { Patient: { written: written + 2, published: written + 2, applied: written + 2 } },
      people: { people: 1, patients: 1, both: 1 },
    });
    write("two.json", patient("two"));
    const fresh = await start("--once", "--json", "--quiet", "--fresh", ...options, "two.json").ended;
    expect(JSON.parse(fresh.out).changes).toMatchObject({ written: 2, applied: 2 });
    rmSync(join(folder, "served/mine.txt")); // Throws if --fresh deleted a file that is not the cloud's.
  }, 240_000);

  it("is tributary dev besides: answers `tributary send`, shows each contract's flow, and reloads a save", async ({
    expect,
  }) => {
    write("sent.json", patient("sent"));
    const repository = fileURLToPath(new URL("../../", import.meta.url));
    const copy = join(folder, "copy");
    for (const each of ["contracts", "infra", "services", "package.json", "sst.config.ts", "tributary.config.ts"])
      cpSync(join(repository, each), join(copy, each), { recursive: true });
    for (const each of ["node_modules", "packages"]) symlinkSync(join(repository, each), join(copy, each));
    const started = join(copy, "infra/local/start.js");
    const options = ["--storage", "dev", "--port", "0", "--input", "sent.json"];
    const serving = startAs([process.execPath, started, ...options]);
    await expect
      .poll(() => serving.said.err, { timeout: 60_000 })
      .toContain("Send an event with `npx tributary send`.");
    expect(serving.said.err).toMatch(/^PatientRecordChanged\.v1: published 1 → delivered 3 → applied 3 · /m);

    const binary = join(repository, "packages/cli/bin/tributary.js");
    const to = ["--storage", join(folder, "dev"), "--config", join(copy, "tributary.config.ts")];
    const asked = ["send", "PatientRecordChanged", "--example", "created", "--wait", ...to];
    const sent = await startAs([process.execPath, binary, ...asked]).ended;
    expect([sent.code, sent.out]).toEqual([0, expect.stringContaining("TimelineConsumer: applied\n")]);
    await expect.poll(() => serving.said.err, { timeout: 10_000 }).toContain("PatientRecordChanged.v1: published 2 → ");

    const handler = join(copy, "services/patient-timeline/handler.ts");
    writeFileSync(handler, `${readFileSync(handler, "utf8")}\nconsole.log("saved");\n`);
    await expect
      .poll(() => serving.said.err, { timeout: 10_000 })
      .toMatch(/^Reloaded .*TimelineConsumer.* after the save\.$/m);
    expect(serving.said.err).toMatch(/^TimelineConsumer \| saved$/m);
    serving.child.kill("SIGINT");
    expect((await serving.ended).code).toBe(0);
  }, 120_000);

  it("stops on Ctrl-C in the middle of its work, and loses nothing of it", async ({ expect }) => {
    const options = ["--storage", "stopped", "--port", "0"];
    const first = start("--once", "--patients", "300", ...options);
    await expect.poll(() => first.said.err, { timeout: 60_000 }).toMatch(/written [1-9]/);
    first.child.kill("SIGINT");
    const { code, out, err } = await first.ended;
    expect([code, out]).toEqual([130, ""]);
    const written = Number(/Stopped by SIGINT: (\d+) written/.exec(err)?.[1]);
    expect(err).not.toContain("    at ");

    const second = await start("--once", "--json", "--quiet", "--patients", "1", ...options).ended;
    const { changes, types } = JSON.parse(second.out) as {
      changes: { missing: number; written: number };
      types: Record<string, { written: number }>;
    };
    const versions = Object.values(types).reduce((sum, type) => sum + type.written, 0);
    expect(changes.missing).toBe(0);
    expect(written).toBeGreaterThan(0);
    expect(changes.written + versions).toBeGreaterThanOrEqual(written);
    expect(second.code).toBe(0);
  }, 180_000); // Messages of a stopped function are redelivered a minute later.

  it("reports once that its storage cannot be written, and continues when it can", async () => {
    const options = ["--once", "--json", "--quiet", "--patients", "60", "--storage", "full"];
    // In kilobytes: the database grows larger.
    const limited = ["-c", 'ulimit -f 2000; exec "$@"', "bash", process.execPath, program, ...options];
    const full = await startAs(["bash", ...limited]).ended;
    expect([full.code, full.out]).toEqual([2, ""]);
    expect(full.err).toMatch(
      /^The state in .*full cannot be written: .+\. Nothing that was acknowledged is lost\. Fix that, and start again: .+\n$/,
    );
    const { code, out } = await start(...options).ended;
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ complete: true, setAside: [] })]);
  }, 240_000); // As above.
});
