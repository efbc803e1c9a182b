import { spawnSync } from "node:child_process";
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
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph } from "@tributary/synth/graph";
import { platformFolder } from "@tributary/synth/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readManifest } from "../../scripts/pack/manifest.ts";
import { packWorkspaces } from "../../scripts/pack/pack-workspaces.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const page = readFileSync(join(repository, "docs/adopt.md"), "utf8");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-adopt-")));
const app = join(folder, "frontdesk");
afterAll(() => rmSync(folder, { recursive: true }));

const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

/** What a reader of the page does, in order: write a file, change one, or run a command. */
type Step =
  | { readonly file: string; readonly text: string }
  | { readonly changes: string }
  | { readonly command: string };
const steps: Step[] = [...page.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(
  ([, file, language, text = ""]): Step[] => {
    if (file !== undefined) return [{ file, text }];
    if (language === "diff") return [{ changes: text }];
    return language === "sh"
      ? text
          .trimEnd()
          .split("\n")
          .map(command => ({ command }))
      : [];
  },
);

function run(command: string) {
  const path = [app, repository].map(each => join(each, "node_modules/.bin"));
  const env = { ...process.env, PATH: [...path, process.env.PATH].join(delimiter), NO_COLOR: "1", GITHUB_ACTIONS: "" };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: app, encoding: "utf8", env });
  return { status, output: stdout + stderr };
}

function write(file: string, text: string) {
  mkdirSync(dirname(join(app, file)), { recursive: true });
  writeFileSync(join(app, file), text);
}

/** The lines of a diff: those kept and removed must stand in the file. */
function change(diff: string) {
  const [name = "", ...lines] = diff.trimEnd().split("\n");
  const file = name.replace(/^--- /, "");
  const side = (other: string) =>
    lines
      .filter(line => line[0] !== other)
      .map(line => `${line.slice(1)}\n`)
      .join("");
  const text = readFileSync(join(app, file), "utf8");
  expect(text).toContain(side("+"));
  write(file, text.replace(side("+"), side("-")));
}

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
}

const graphOf = (file: string) => JSON.parse(readFileSync(join(app, file), "utf8")) as Graph;

describe.skipIf(!installed)("an app that follows docs/adopt.md", () => {
  let tarballs: string[];
  beforeAll(() => {
    tarballs = packWorkspaces(repository, join(folder, "tarballs"));
    cpSync(join(repository, "test/adopt/app"), app, { recursive: true });
    symlinkSync(join(repository, ".sst"), join(app, ".sst"));
  }, 180_000);

  test("runs every command, and sees its own write consumed", () => {
    for (const step of steps) {
      if ("file" in step) write(step.file, step.text);
      else if ("changes" in step) change(step.changes);
      else if (step.command.startsWith("npm install")) install(tarballs);
      else {
        const { status, output } = run(step.command);
        expect([step.command, status, status === 0 ? "" : output]).toEqual([step.command, 0, ""]);
      }
    }
    const { output } = run("tributary check");
    expect(output).toContain("0 errors, ");
    expect(output).not.toContain("Not wired yet");
  }, 600_000);

  test("compiles strictly", () => {
    const compilerOptions = { extends: join(repository, "tsconfig.json"), include: ["src/**/*.ts", "test/**/*.ts"] };
    write("tsconfig.json", JSON.stringify({ ...compilerOptions, exclude: [] }));
    expect(run("tsc --noEmit -p .")).toEqual({ status: 0, output: "" });
    const infra = { extends: join(repository, "packages/sst/tsconfig.json"), include: [], exclude: [] };
    write("infra/tsconfig.json", JSON.stringify({ ...infra, files: ["../sst.config.ts", "tributary.ts"] }));
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
