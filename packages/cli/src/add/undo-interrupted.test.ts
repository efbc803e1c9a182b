import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { alone, settle } from "./alone.ts";
import { type Failure, onFailingDisk } from "./failing-disk-fixture.ts";
import { writeFiles } from "./write-files.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-undo-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const said: string[] = [];
vi.spyOn(process.stderr, "write").mockImplementation(text => said.push(`${text}`) > 0);
afterEach(() => said.splice(0));
afterAll(() => vi.restoreAllMocks());

const before = {
  "contracts/asyncapi.yaml": "old",
  "contracts/generated/gone.js": "gone",
  "infra/program.ts": "program",
};
const after = {
  "contracts/asyncapi.yaml": "new",
  "infra/program.ts": "called",
  "services/letters/handler.ts": "handler",
};

function begin() {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(before)) place(name, text);
}

function place(name: string, text: string) {
  mkdirSync(join(at(name), ".."), { recursive: true });
  writeFileSync(at(name), text);
}

/** What a command does that tries something, then writes. */
const command = () =>
  alone(folder, async scratch => {
    mkdirSync(scratch);
    writeFileSync(join(scratch, "tried"), "tried");
    const contents = Object.entries(after).map(([name, text]) => [at(name), text] as const);
    await writeFiles(
      folder,
      new Map<string, string | undefined>([...contents, [at("contracts/generated/gone.js"), undefined]]),
    );
  });

const files = () =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter(name => statSync(at(name)).isFile())
      .sort()
      .map(name => [name, readFileSync(at(name), "utf8")]),
  );

/** What the next command does first. */
const settled = () => onFailingDisk("fails once", 0, () => settle(folder));

/** Runs the command once for each step of the disk that it takes. */
async function atEveryStep(failure: Failure, expectation: (error: unknown, step: number) => void | Promise<void>) {
  for (let step = 1; ; step++) {
    begin();
    const { reached, error } = await onFailingDisk(failure, step, command);
    if (!reached) return step - 1;
    await expectation(error, step);
  }
}

test("a command that dies at any step has written all or nothing, once the next one begins", async () => {
  const ends: string[] = [];
  const steps = await atEveryStep("dies", async () => {
    await settled();
    const now = files();
    expect([before, after]).toContainEqual(now);
    expect([existsSync(at("services")), existsSync(at(".tributary/writing"))]).toEqual([
      now["infra/program.ts"] === "called",
      false,
    ]);
    ends.push(String(now["infra/program.ts"]));
  });
  expect(steps).toBeGreaterThan(30);
  expect(ends).toEqual(ends.toSorted().toReversed());
  expect(new Set(ends)).toEqual(new Set(["program", "called"]));
  expect(new Set(said)).toEqual(
    new Set(["tributary: undid what an interrupted command had begun to write: 4 files are as they were before it\n"]),
  );
});

test("undoing may die as well, at any step", async () => {
  const dyingAt = async (step: number) => {
    begin();
    await onFailingDisk("dies", step, command);
  };
  let last = await atEveryStep("fails once", () => {});
  // All is in place, and not yet called written.
  do await dyingAt(--last);
  while (!existsSync(at(".tributary/writing/journal.json")));
  expect(files()).toMatchObject(after);
  for (let step = 1; ; step++) {
    await dyingAt(last);
    const { reached } = await onFailingDisk("dies", step, () => settle(folder));
    await settled();
    expect([files(), existsSync(at("services")), existsSync(at(".tributary/writing"))]).toEqual([before, false, false]);
    if (!reached) break;
  }
});

test("a disk that is full, from any step on, leaves everything as it was, and nothing beside it", async () => {
  await atEveryStep("is full", error => {
    // Once the new contents have room, they are only moved.
    const isWritten = error === undefined;
    if (!isWritten) expect(error).toMatchObject({ code: "ENOSPC" });
    expect(files()).toEqual(isWritten ? after : before);
    expect([existsSync(at("services")), existsSync(at(".tributary/writing"))]).toEqual([isWritten, false]);
  });
});

test("a step that fails alone leaves everything as it was, or was not needed", async () => {
  await atEveryStep("fails once", async error => {
    await settled();
    expect(files()).toEqual(error === undefined ? after : before);
  });
});

test("what somebody has edited since stays, and so does what it was", async () => {
  begin();
  let step = 1;
  // The document is the last one to be put in its place.
  while (files()["contracts/asyncapi.yaml"] === "old") {
    begin();
    await onFailingDisk("dies", step++, command);
  }
  place("contracts/asyncapi.yaml", "mine");
  await settle(folder);
  const kept = { "contracts/asyncapi.yaml": "mine", "contracts/asyncapi.yaml.tributary-old": "old" };
  expect(files()).toEqual({ ...before, ...kept });
  expect(said.at(-1)).toContain(
    `; ${at("contracts/asyncapi.yaml")}, edited since, stays as it is, and what it was is in ${at("contracts/asyncapi.yaml.tributary-old")}\n`,
  );
});

test("what a running process writes is left to it", async () => {
  begin();
  const claim = `.tributary/writing/${process.ppid}`;
  place(claim, "");
  place(".tributary/writing/journal.json", "{");
  await settle(folder);
  expect(files()).toMatchObject({ [claim]: "", ".tributary/writing/journal.json": "{" });
  rmSync(at(claim));
  await expect(settle(folder)).rejects.toThrow("journal.json is no list of what was being written");
});
