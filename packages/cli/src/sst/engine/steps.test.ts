import { expect, it } from "vitest";
import type { ResourceState } from "./checkpoint.ts";
import { passphraseCipher } from "./passphrase-cipher.ts";
import { stepsBetween } from "./steps.ts";

const cipher = passphraseCipher("words");
const state = (name: string, inputs: object = {}, made = "2026-01-01T00:00:00.000Z"): ResourceState => ({
  ...{ urn: `urn:${name}`, custom: true, type: "aws:sqs/queue:Queue", id: name, inputs: { ...inputs } },
  ...{ created: made, modified: made },
});
const later = "2026-02-02T00:00:00.000Z";

it("creates what is new, changes what differs, and deletes what is gone, the last made first", () => {
  const before = [state("a", { delay: 1, name: "a" }), state("b"), state("c"), state("d")];
  const after = [state("a", { delay: 2, size: 3, name: "a" }, later), state("new", {}, later), state("d", {}, later)];
  const steps = stepsBetween(before, after, cipher);
  expect(steps.map(({ op, urn, changed }) => [op, urn, changed])).toEqual([
    ["update", "urn:a", ["delay", "size"]],
    ["create", "urn:new", []],
    ["same", "urn:d", []],
    ["delete", "urn:c", []],
    ["delete", "urn:b", []],
  ]);
  const times = steps.map(({ now }) => now && [now.created, now.modified]);
  const first = "2026-01-01T00:00:00.000Z";
  expect(times).toEqual([[first, later], [later, later], [first, first], undefined, undefined]);
});

it("sees no change in a secret that is encrypted anew, and one in a secret that differs", () => {
  const marked = (rest: object) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...rest,
  });
  const before = [state("a", { key: marked({ ciphertext: cipher.encrypt('"one"') }) })];
  const ops = ["one", "two"].map(
    value => stepsBetween(before, [state("a", { key: marked({ value }) })], cipher)[0]?.op,
  );
  expect(ops).toEqual(["same", "update"]);
});
