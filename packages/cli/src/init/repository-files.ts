import type { Tarball } from "./tarballs.ts";
import { placeholders, type TemplateManifest, templateFiles } from "./template.ts";

/** What a new repository is called, and which packages it installs from files. */
export interface RepositoryArgs {
  readonly name: string;
  readonly sourcePrefix: string;
  readonly tarballs: readonly Tarball[];
}

/** The files of a new repository, by path. */
export function repositoryFiles({ name, sourcePrefix, tarballs }: RepositoryArgs): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>();
  for (const [path, text] of templateFiles())
    files.set(path, text.replaceAll(placeholders.name, name).replaceAll(placeholders.sourcePrefix, sourcePrefix));
  if (tarballs.length === 0) return files;
  const manifest = withTarballs(JSON.parse(String(files.get("package.json"))), tarballs);
  files.set("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
  for (const { file, bytes } of tarballs) files.set(`vendor/${file}`, bytes);
  return files;
}

/** A manifest that takes packages from files, also where other packages ask a registry for them. */
function withTarballs(manifest: TemplateManifest, tarballs: readonly Tarball[]): object {
  const overrides = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:vendor/${file}`]));
  const fromFiles = (dependencies: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(dependencies).map(([name, version]) => [name, overrides[name] ?? version]));
  return {
    ...manifest,
    dependencies: fromFiles(manifest.dependencies),
    devDependencies: fromFiles(manifest.devDependencies),
    overrides,
  };
}
