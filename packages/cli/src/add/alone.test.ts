import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { alone } from "./alone.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-alone-"));
const claims = join(folder, ".tributary", "writing");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(claims, { recursive: true, force: true });
  mkdirSync(claims, { recursive: true });
});

test("refuses, without working, while another process writes, and leaves that one its claim", async () => {
  writeFileSync(join(claims, `${process.ppid}`), "");
  let worked = false;
  const refused = alone(folder, async () => {
    worked = true;
  });
  await expect(refused).rejects.toThrow(`nothing was written: process ${process.ppid} is writing here`);
  expect([worked, readdirSync(claims)]).toEqual([false, [`${process.ppid}`]]);
});

test("takes no notice of a process that is dead, and clears its claim away", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(claims, `${pid}`), "");
  expect(await alone(folder, async () => readdirSync(claims))).toEqual([`${process.pid}`]);
  expect(existsSync(join(folder, ".tributary"))).toBe(false);
});

test("gives way when the work fails", async () => {
  await expect(alone(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(join(claims, `${process.pid}`))).toBe(false);
});
