import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { UsageError } from "../run-command.ts";
import { templateManifest } from "./template.ts";

/** A packed package. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
}

/** Of the tarballs in a folder, those that a new repository installs, with all that they depend on; sorted by name. */
export function neededTarballs(folder: string): Tarball[] {
  const packed = new Map<string, Tarball & { readonly needs: readonly string[] }>();
  for (const file of readdirSync(folder).filter(each => each.endsWith(".tgz"))) {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const manifest = manifestIn(bytes);
    if (manifest === undefined) throw new UsageError(`${path}: not a tarball of an npm package`);
    const { name, dependencies = {} } = manifest;
    const other = packed.get(name);
    if (other !== undefined) throw new UsageError(`${folder}: ${other.file} and ${file} are both of ${name}: keep one`);
    packed.set(name, { name, file, bytes, needs: ours(dependencies) });
  }
  const { dependencies, devDependencies } = templateManifest();
  const wanted = new Set([...ours(dependencies), ...ours(devDependencies)]);
  for (const name of wanted) for (const each of packed.get(name)?.needs ?? []) wanted.add(each);
  const missing = [...wanted].filter(name => !packed.has(name)).sort();
  if (missing.length > 0)
    throw new UsageError(
      `${folder} has no tarball of ${missing.join(", ")}: fill it with \`npm run pack -- --out ${folder}\``,
    );
  return [...wanted].sort().map(name => packed.get(name)!);
}

const ours = (dependencies: object) => Object.keys(dependencies).filter(name => name.startsWith("@tributary/"));

interface PackedManifest {
  readonly name: string;
  readonly dependencies?: object;
}

/** The package.json in a tarball that npm packed; undefined when it is none. */
function manifestIn(bytes: Buffer): PackedManifest | undefined {
  try {
    const text = fileInTar(gunzipSync(bytes), "package/package.json");
    const manifest: unknown = text === undefined ? undefined : JSON.parse(text);
    return isObject(manifest) && typeof manifest.name === "string"
      ? (manifest as unknown as PackedManifest)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Blocks of 512 bytes: a header with name and octal size, then the content. https://www.gnu.org/software/tar/manual/html_node/Standard.html */
function fileInTar(tar: Buffer, wanted: string): string | undefined {
  const BLOCK = 512;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const field = (from: number, length: number) =>
      tar.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8) || 0;
    if (field(0, 100) === wanted) return tar.toString("utf8", at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
