import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { CheckpointError, plain, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { passphraseCipher } from "./passphrase-cipher.ts";

const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-checkpoint-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "stacks", "shop", "dev.json");
}

it("encrypts secrets for who has the passphrase, and keeps the rest as it is", () => {
  const file = scratch();
  const inputs = { name: "orders", key: secret("open sesame"), list: [{ inner: secret({ a: [1] }) }] };
  const state = { urn: "urn:a", custom: true, type: "aws:sqs/queue:Queue", id: "orders", inputs };
  writeCheckpoint(file, "organization/shop/dev", [state], passphraseCipher("words"));
  expect(readFileSync(file, "utf8")).not.toContain("sesame");
  const { resources, salt } = readCheckpoint(file);
  expect(plain(resources, passphraseCipher("words", salt))).toEqual([
    { ...state, inputs: { name: "orders", key: "open sesame", list: [{ inner: { a: [1] } }] } },
  ]);
  expect(() => plain(resources, passphraseCipher("others", salt))).toThrow();
});

it("refuses the state of a newer Pulumi, by its version", () => {
  const file = scratch();
  writeCheckpoint(file, "organization/shop/dev", [], passphraseCipher("words"));
  const written = readFileSync(file, "utf8");
  expect(readCheckpoint(file)).toEqual({ resources: [] });
  writeFileSync(file, written.replace("v3.215.0", "v3.99.0"));
  expect(readCheckpoint(file)).toEqual({ resources: [] });
  for (const newer of [written.replace("v3.215.0", "v3.1000.0"), written.replace('"version": 3', '"version": 4')]) {
    writeFileSync(file, newer);
    expect(() => readCheckpoint(file)).toThrow(CheckpointError);
    expect(() => readCheckpoint(file)).toThrow(/written by Pulumi v3\.\d+\.0, in format [34]/);
  }
});
