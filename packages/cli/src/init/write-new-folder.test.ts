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
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { settle } from "../add/alone.ts";
import { type Failure, onFailingDisk } from "../add/failing-disk-fixture.ts";
import { writeNewFolder } from "./write-new-folder.ts";

const root = mkdtempSync(join(tmpdir(), "tributary-new-folder-"));
const folder = join(root, "clinic");
afterAll(() => rmSync(root, { recursive: true }));
vi.spyOn(process.stderr, "write").mockImplementation(() => true);
afterAll(() => vi.restoreAllMocks());

const complete = async (at: string) => writeFileSync(join(at, "a", "made"), "made");
const write = () =>
  writeNewFolder(
    folder,
    new Map([
      ["a/b", "b"],
      ["c", "c"],
    ]),
    complete,
  );
const whole = { "clinic/a/b": "b", "clinic/a/made": "made", "clinic/c": "c" };

const files = () =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter(name => statSync(join(root, name)).isFile())
      .sort()
      .map(name => [name, readFileSync(join(root, name), "utf8")]),
  );

describe.each([
  ["that is not there", () => {}],
  ["that is empty", () => mkdirSync(folder)],
])("a folder %s", (_, make) => {
  beforeEach(begin);

  function begin() {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root);
    make();
  }

  async function atEveryStep(failure: Failure, expectation: (error: unknown) => Promise<void>) {
    for (let step = 1; ; step++) {
      begin();
      const { reached, error } = await onFailingDisk(failure, step, write);
      if (!reached) return;
      await expectation(error);
    }
  }

  test("is written whole", async () => {
    expect([await write(), files()]).toEqual([3, whole]);
  });

  test("is whole, or is written whole by the next attempt, when the process dies at any step", async () => {
    await atEveryStep("dies", async () => {
      await onFailingDisk("fails once", 0, async () => {
        if (existsSync(folder)) await settle(folder);
        if (!existsSync(join(folder, "c"))) await write();
      });
      expect(files()).toEqual(whole);
    });
  });

  test("is left as it was when the disk is full, at any step", async () => {
    await atEveryStep("is full", async error => {
      if (error !== undefined) expect(error).toMatchObject({ code: "ENOSPC" });
      expect(files()).toEqual(error === undefined ? whole : {});
      if (error !== undefined) expect(readdirSync(root)).toEqual(existsSync(folder) ? ["clinic"] : []);
    });
  });
});

test("a folder that somebody else makes meanwhile stays as it is", async () => {
  const meanwhile = async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "mine"), "mine");
  };
  rmSync(folder, { recursive: true });
  await expect(writeNewFolder(folder, new Map([["a", "a"]]), meanwhile)).rejects.toThrow(
    `nothing was written: somebody else has made ${folder} meanwhile`,
  );
  expect(files()).toEqual({ "clinic/mine": "mine" });
});
