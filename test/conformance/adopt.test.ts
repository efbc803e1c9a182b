import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph } from "@tributary/synth/graph";
import { platformFolder } from "@tributary/synth/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readManifest } from "../../scripts/pack/manifest.ts";
import { runIn } from "./install-tarballs.ts";
import { packedTarballs } from "./packed-tarballs.ts";
import { applyStep, pageSteps } from "./page-steps.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-adopt-")));
const app = join(folder, "frontdesk");
afterAll(() => rmSync(folder, { recursive: true }));

const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

const run = (command: string) => runIn(app, "bash", ["-c", command]);

/** As npm does, but for what comes from a registry: that is taken from this repository. */
function install(tarballs: readonly string[]) {
  const modules = join(app, "node_modules");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  for (const tarball of tarballs) {
    const place = join(modules, "@tributary", /^tributary-(.*)-\d/.exec(basename(tarball))?.[1] ?? "");
    mkdirSync(place, { recursive: true });
    expect(run(`tar xzf ${tarball} -C ${place} --strip-components=1`).status).toBe(0);
    expect(readManifest(place).exports).toBeDefined();
  }
  for (const name of readdirSync(join(repository, "node_modules")))
    if (!existsSync(join(modules, name))) symlinkSync(join(repository, "node_modules", name), join(modules, name));
  symlinkSync("../@tributary/cli/dist/bin/tributary.js", join(modules, ".bin/tributary"));
  symlinkSync(join(repository, "node_modules/.bin/tsc"), join(modules, ".bin/tsc"));
}

/** What a command installs in another version than this repository has. */
const otherVersions = (command: string) =>
  command
    .split(" ")
    .filter(word => /.@\d/.test(word))
    .filter(word => {
      const name = word.slice(0, word.lastIndexOf("@"));
      return `${name}@${readManifest(join(repository, "node_modules", name)).version}` !== word;
    });

const graphOf = (file: string) => JSON.parse(readFileSync(join(app, file), "utf8")) as Graph;

describe.skipIf(!installed)("an app that follows docs/adopt.md", () => {
  let tarballs: string[];
  beforeAll(() => {
    tarballs = packedTarballs();
    cpSync(join(repository, "test/adopt/app"), app, { recursive: true });
    symlinkSync(join(repository, ".sst"), join(app, ".sst"));
  }, 180_000);

  test("runs every command, and sees its own write consumed", () => {
    for (const step of pageSteps(join(repository, "docs/adopt.md"))) {
      if ("file" in step) applyStep(app, step);
      else if (step.command === "npm install ../tarballs/*.tgz") install(tarballs);
      // Taken from this repository, in the same versions.
      else if (step.command.startsWith("npm install")) expect(otherVersions(step.command)).toEqual([]);
      else {
        const { status, output } = run(step.command);
        expect([step.command, status, status === 0 ? "" : output]).toEqual([step.command, 0, ""]);
      }
    }
    const { output } = run("tributary check");
    expect(output).toContain("0 errors, ");
    expect(output).not.toContain("Not wired yet");
    const warnings = output.split("\n").filter(line => / warning /.test(line));
    expect(warnings.filter(line => !line.includes("target-without-dead-letters"))).toEqual([]);
    expect(warnings).not.toEqual([]);
  }, 600_000);

  test("compiles strictly", () => {
    const compilerOptions = { extends: join(repository, "tsconfig.json"), include: ["src/**/*.ts", "test/**/*.ts"] };
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ ...compilerOptions, exclude: [] }));
    expect(run("tsc --noEmit -p .")).toEqual({ status: 0, output: "" });
    const infra = { extends: join(repository, "packages/sst/tsconfig.json"), include: [], exclude: [] };
    writeFileSync(
      join(app, "infra/tsconfig.json"),
      JSON.stringify({ ...infra, files: ["../sst.config.ts", "tributary.ts"] }),
    );
    expect(run("tsc --noEmit -p infra")).toEqual({ status: 0, output: "" });
  }, 300_000);

  test("keeps every resource that it had as it was, and reads its table by two readers at most", () => {
    const [before, after] = ["infra/before.json", "infra/graph.json"].map(graphOf) as [Graph, Graph];
    expect(before.resources.length).toBeGreaterThan(10);
    for (const resource of before.resources) expect(after.resources).toContainEqual(resource);
    const stream = after.resources.find(({ name }) => name === "BookingsTable")?.outputs.streamArn;
    const readers = after.resources.filter(({ inputs }) => inputs.eventSourceArn === stream);
    expect(readers.map(({ name }) => name)).toEqual(["BookingsCaptureMapping"]);
  });
});
