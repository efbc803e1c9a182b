import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { serviceNames } from "../add/names.ts";
import { runCommandLine } from "../command-line-fixture.ts";
import { initRepository } from "./init-repository.ts";
import { templateFiles, templateManifest } from "./template.ts";
import { writeNewFolder } from "./write-new-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-init-"));
const at = (...path: string[]) => join(folder, ...path);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name), { recursive: true });
});
const all = () => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

test("writes the template under other names, and nothing else", async () => {
  await initRepository(at("clinic"), { sourcePrefix: "com.acme." });
  const written = readdirSync(at("clinic"), { recursive: true, withFileTypes: true }).filter(each => each.isFile());
  const isGenerated = ({ parentPath }: { readonly parentPath: string }) => parentPath.endsWith("contracts/generated");
  expect(written.filter(each => !isGenerated(each)).length).toBe(templateFiles().size);
  expect(written.filter(isGenerated).length).toBe(6);
  expect(readdirSync(at("clinic"))).toContain(".gitignore");
  const texts = written.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
  expect(texts.filter(text => /example-app|com\.example/.test(text))).toEqual([]);
  const { model, diagnostics } = loadContracts(at("clinic/contracts"));
  expect([diagnostics, model.events.map(({ source }) => source)]).toEqual([[], ["com.acme.visits"]]);
  expect(readFileSync(at("clinic/sst.config.ts"), "utf8")).toContain('name: "clinic"');
});

test("fills an empty folder, and takes its name", async () => {
  mkdirSync(at("Surgery"));
  await initRepository(at("Surgery"), {});
  expect(readFileSync(at("Surgery/tributary.config.ts"), "utf8")).toContain('sourcePrefix: "surgery."');
});

test("says how to enter a folder whose name has a space", async () => {
  const { stdout } = await runCommandLine(folder, ["init", "it's new", "--name", "clinic"]);
  expect(stdout).toContain("\n  cd 'it'\\''s new'\n");
});

test("links its README to pages that come with the command line", () => {
  const readme = templateFiles().get("README.md") ?? "";
  const pages = [...readme.matchAll(/\]\(node_modules\/@tributary\/cli\/([^)]+)\)/g)].map(([, page = ""]) => page);
  expect(pages).toContain("docs/tutorial.md");
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  expect(pages.filter(page => !existsSync(join(root, page)))).toEqual([]);
  const { files } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
  expect(files).toEqual(expect.arrayContaining(["docs", "FIDELITY.md"]));
});

test("says first that npm install finds no packages, unless it is given them", async () => {
  const { status, stdout, stderr } = await runCommandLine(folder, ["init", "clinic"]);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/in no public registry yet.*--packages \.\.\/tarballs/s)]);
  expect(stdout).toContain("Wrote clinic: ");
});

describe("writes nothing", () => {
  test.each([
    [
      "into a folder that has something",
      "full",
      {},
      "is not empty: it has a.txt, b. Name a new folder, or an empty one",
    ],
    ["over a file", "full/a.txt", {}, "is a file: name a folder"],
    ["over a link that leads nowhere", "dangling", {}, "dangling is a link that leads nowhere"],
    ["under a folder's name that is no app's", "a_b", {}, "the folder's name, a_b, cannot be the app's"],
    ["under a name that is too long", "x", { name: "a".repeat(21) }, "at most 20 characters"],
    ["under a name with capitals", "x", { name: "Clinic" }, "--name Clinic: a name has lower-case letters"],
    [
      "with a prefix that does not end in a dot",
      "x",
      { sourcePrefix: "com.acme" },
      "--source-prefix: sourcePrefix should be",
    ],
    ["with AWS's own prefix", "x", { sourcePrefix: "aws." }, "--source-prefix: sourcePrefix should be"],
    ["with no tarballs", "x", { packages: "full" }, "has no tarball of @tributary/bus, @tributary/change-event"],
    ["with what is no tarball", "x", { packages: "broken" }, "x-1.0.0.tgz: not a tarball of an npm package"],
    ["with a folder that is called like a tarball", "x", { packages: "folder" }, "d.tgz: it is a folder"],
    ["with a device in place of a tarball", "x", { packages: "device" }, "z.tgz: it is not a regular file"],
    ["with a tarball without dependencies", "x", { packages: "null" }, "has no tarball of @tributary/change-event"],
    ["with tarballs of different versions", "x", { packages: "mixed" }, "are of different versions"],
    [
      "with two tarballs of a package",
      "x",
      { packages: "twice" },
      "a.tgz and b.tgz are both of @tributary/bus: keep one",
    ],
  ])(
    "%s",
    async (_, dir, { packages, ...options }: { packages?: string; name?: string; sourcePrefix?: string }, message) => {
      for (const name of ["full/b", "broken", "twice", "folder/d.tgz", "device", "null", "mixed"])
        mkdirSync(at(name), { recursive: true });
      writeFileSync(at("full/a.txt"), "");
      writeFileSync(at("broken/x-1.0.0.tgz"), "no gzip");
      symlinkSync("/dev/zero", at("device/z.tgz"));
      symlinkSync("nowhere/at/all", at("dangling"));
      writeFileSync(at("null/a.tgz"), packed('{ "name": "@tributary/bus", "dependencies": null }'));
      const { dependencies, devDependencies } = templateManifest();
      for (const [index, name] of Object.keys({ ...dependencies, ...devDependencies }).entries())
        writeFileSync(at("mixed", `${index}.tgz`), packed(JSON.stringify({ name, version: `0.${index}.0` })));
      for (const name of ["a.tgz", "b.tgz"]) writeFileSync(at("twice", name), packed('{ "name": "@tributary/bus" }'));
      const before = all();
      const given = packages === undefined ? options : { ...options, packages: at(packages) };
      const made = initRepository(at(dir), given);
      await expect(made).rejects.toMatchObject({ name: "UsageError", message: expect.stringContaining(message) });
      expect(all()).toEqual(before);
    },
  );

  test("where a variable in place of the folder is empty", async () => {
    await expect(initRepository("", {})).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining("has no name"),
    });
  });

  test("over what somebody else wrote meanwhile, which stays", async () => {
    writeFileSync(at("README.md"), "mine");
    const files = new Map([
      ["README.md", "new"],
      ["a/b", "c"],
    ]);
    await expect(writeNewFolder(at("."), files)).rejects.toThrow("README.md is there already");
    expect(all()).toEqual(["README.md"]);
    expect(readFileSync(at("README.md"), "utf8")).toBe("mine");
  });

  test("where a folder of tarballs is not there", async () => {
    await expect(initRepository(at("x"), { packages: at("nowhere") })).rejects.toMatchObject({ code: "ENOENT" });
    expect(all()).toEqual([]);
  });
});

/** A tarball of one file, as npm packs it. */
function packed(manifest: string): Buffer {
  const block = (text: string) => Buffer.concat([Buffer.from(text), Buffer.alloc(512 - text.length)]);
  const header = `package/package.json${"\0".repeat(104)}${manifest.length.toString(8).padStart(11, "0")}\0`;
  return gzipSync(Buffer.concat([block(header), block(manifest)]));
}

test("no service takes the name of what the infra.ts of services and program.ts import", () => {
  const texts = [...templateFiles()]
    .filter(([path]) => /^services.*infra\.ts$|^infra\/program\.ts$/.test(path))
    .map(([, text]) => `${text}`);
  const imported = texts
    .flatMap(text => [...text.matchAll(/^import \{([^}]*)\}/gm)])
    .flatMap(([, names = ""]) => names.split(",").map(name => name.trim()))
    .filter(name => /^[a-z]\w*$/.test(name) && !["agenda", "visits"].includes(name));
  expect(imported).toContain("conditionalWrites");
  for (const name of imported) {
    const service = name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);
    expect(serviceNames(service).component).toBe(`${name}Service`);
  }
});

test("the template asks for the versions that this repository has", () => {
  const manifest = (path: string) => JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8"));
  const { dependencies, devDependencies } = templateManifest();
  const own = manifest("../../../../package.json").devDependencies;
  const version = manifest("../../package.json").version;
  for (const [name, asked] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, asked]).toEqual([name, name.startsWith("@tributary/") ? version : own[name]]);
});
