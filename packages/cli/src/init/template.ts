import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { templateServices } from "./template-services.ts";

/** The parts of the template's package.json that `init` reads. */
export interface TemplateManifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The names that a new repository replaces wherever they stand in the template. */
export const placeholders = { name: "example-app", sourcePrefix: "com.example." } as const;

/** Files that have another name in the template: npm packs no `.gitignore`, and a package has one package.json. */
const renamed: Readonly<Record<string, string>> = { gitignore: ".gitignore", "manifest.json": "package.json" };

/** The template's files: a whole repository, by path. */
export function templateFiles(): Map<string, string> {
  const names = globSync("{**/*,**/.*,.{github,vscode}/**/*}", {
    cwd: folder,
    exclude: path => /(^|\/)(node_modules|\.sst|\.tributary)$/.test(path),
  });
  const files = [...new Set(names)].filter(name => statSync(join(folder, name)).isFile()).sort();
  const texts = new Map(files.map(name => [renamed[name] ?? name, readFileSync(join(folder, name), "utf8")]));
  texts.set("package.json", ofThisVersion(texts.get("package.json")!));
  const schema = texts.get("contracts/schemas/visit-changed.v1.schema.json")!;
  return new Map([...texts, ...templateServices(JSON.parse(schema))]);
}

/** A manifest that asks for the packages that this command line was released with: a release changes all versions at once. */
const ofThisVersion = (manifest: string): string =>
  manifest.replace(/("@tributary\/[\w-]+": )"[^"]*"/g, (_, name: string) => `${name}"${version}"`);

const { version }: { version: string } = createRequire(import.meta.url)("@tributary/cli/package.json");

/** The template's package.json. */
export const templateManifest = (): TemplateManifest => JSON.parse(templateFiles().get("package.json")!);

/** Beside the sources, and in a packed package beside `dist/`. */
const folder = templateAbove(dirname(fileURLToPath(import.meta.url)));

function templateAbove(here: string): string {
  const found = join(here, "template", "manifest.json");
  return existsSync(found) ? dirname(found) : templateAbove(dirname(here));
}
