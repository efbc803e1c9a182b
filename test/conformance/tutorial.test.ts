import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { platformFolder } from "@tributary/synth/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readManifest } from "../../scripts/pack/manifest.ts";
import { bring, installTarball, runIn } from "./install-tarballs.ts";
import { packedTarballs } from "./packed-tarballs.ts";
import { applyStep, pageSteps } from "./page-steps.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-new-")));
const clinic = join(folder, "clinic");
let stopDev = () => {};
afterAll(() => {
  stopDev();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Whether programs can be evaluated here. */
const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

/** Where the reader is: in a clone of this repository first, which has its command line of the tarballs here. */
let here = join(folder, "tributary");
const binary = "node_modules/@tributary/cli/dist/bin/tributary.js";

beforeAll(() => {
  mkdirSync(here);
  const tarballs = packedTarballs();
  symlinkSync(dirname(tarballs[0]!), join(folder, "tarballs"));
  for (const tarball of tarballs) {
    const name = /^tributary-(.*)-\d+\.\d+\.\d+\.tgz$/.exec(basename(tarball))?.[1];
    installTarball(here, `@tributary/${name}`, tarball);
  }
  linkBinary();
}, 180_000);

function linkBinary() {
  mkdirSync(join(here, "node_modules/.bin"));
  symlinkSync(join(here, binary), join(here, "node_modules/.bin/tributary"));
}

/** Commands that a reader runs and a test does not: what they do is done in another way. */
const instead: Readonly<Record<string, () => void | Promise<void>>> = {
  "npm ci": () => {},
  "npm run pack -- --out ../tarballs": () => {},
  "cd ../clinic": () => {
    here = clinic;
  },
  // In another terminal, at a port of its own.
  async "npm start"() {
    const child = spawn("npm", ["start", "--", "--port", "0"], { cwd: here, detached: true });
    stopDev = () => process.kill(-child.pid!, "SIGTERM");
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    await expect.poll(() => said, { timeout: 120_000 }).toContain("http://127.0.0.1:");
  },
  // As npm does, but without a network.
  "npm install"() {
    type Specs = Readonly<Record<string, string>>;
    const { dependencies, devDependencies, overrides } = readManifest(here) as unknown as Record<string, Specs>;
    for (const [name, spec] of Object.entries(overrides!))
      installTarball(here, name, join(here, spec.replace("file:", "")));
    const others = Object.keys({ ...dependencies, ...devDependencies }).filter(name => !name.startsWith("@tributary/"));
    for (const name of others) bring(here, name);
    linkBinary();
    symlinkSync(join(repository, ".sst"), join(here, ".sst"));
  },
};

describe.skipIf(!installed)("a reader of docs/tutorial.md", () => {
  const steps = pageSteps(join(repository, "docs/tutorial.md"));
  const headings = [...new Set(steps.map(({ heading }) => heading))];
  test.each(headings)("does what is said under “%s”", { timeout: 300_000 }, async heading => {
    for (const step of steps.filter(each => each.heading === heading)) {
      if ("file" in step) {
        applyStep(here, step);
        continue;
      }
      const { command, exitCode } = step;
      if (instead[command] !== undefined) await instead[command]();
      else {
        const { status, output } = runIn(here, "bash", ["-c", command]);
        expect([command, status, output]).toEqual([command, exitCode, expect.any(String)]);
      }
    }
  });
});
