import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { lockStorage, StorageInUse } from "./storage-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-lock-"));
const endings: (() => void)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

it("gives a folder to one process, names it to the next, and is free again once that one is killed", async () => {
  const module = fileURLToPath(new URL("storage-lock.ts", import.meta.url));
  const script = `import { lockStorage } from ${JSON.stringify(module)};
    lockStorage(${JSON.stringify(folder)}); process.stdout.write("locked"); process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  endings.push(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");

  expect(() => lockStorage(folder)).toThrow(StorageInUse);
  expect(() => lockStorage(folder)).toThrow(`in use by process ${child.pid}`);

  child.kill("SIGKILL");
  await once(child, "exit");
  const { unlock } = lockStorage(folder);
  expect(() => lockStorage(folder)).toThrow(`in use by process ${process.pid}`);
  unlock();
  lockStorage(folder).unlock();
});
