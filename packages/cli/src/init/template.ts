import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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
  const names = globSync("{**/*,**/.*,.github/**/*}", {
    cwd: folder,
    exclude: path => /(^|\/)(node_modules|\.sst|\.tributary)$/.test(path),
  });
  const files = [...new Set(names)].filter(name => statSync(join(folder, name)).isFile()).sort();
  return new Map(files.map(name => [renamed[name] ?? name, readFileSync(join(folder, name), "utf8")]));
}

/** The template's package.json. */
export const templateManifest = (): TemplateManifest => JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

/** Beside the sources, and in a packed package beside `dist/`. */
const folder = templateAbove(dirname(fileURLToPath(import.meta.url)));

function templateAbove(here: string): string {
  const found = join(here, "template", "manifest.json");
  return existsSync(found) ? dirname(found) : templateAbove(dirname(here));
}
