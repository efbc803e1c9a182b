import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { readRegular } from "../read-input.ts";
import { UsageError } from "../run-command.ts";
import { templateManifest } from "./template.ts";

/** A packed package. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
}

/** Largest tarball, packed or not: each of ours has less than 1 MiB. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Of the tarballs in a folder, those that a new repository installs, with all that they depend on; sorted by name. */
export function neededTarballs(folder: string): Tarball[] {
  const packed = new Map<string, Tarball & { readonly version: unknown; readonly needs: readonly string[] }>();
  for (const file of readdirSync(folder).filter(each => each.endsWith(".tgz"))) {
    const path = join(folder, file);
    const bytes = readRegular(path, MOST_BYTES);
    if (bytes === undefined) throw new UsageError(`${path}: it is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    const manifest = manifestIn(bytes);
    if (manifest === undefined) throw new UsageError(`${path}: not a tarball of an npm package`);
    const { name, version, dependencies } = manifest;
    const other = packed.get(name);
    if (other !== undefined) throw new UsageError(`${folder}: ${other.file} and ${file} are both of ${name}: keep one`);
    packed.set(name, { name, file, bytes, version, needs: isObject(dependencies) ? ours(dependencies) : [] });
  }
  const { dependencies, devDependencies } = templateManifest();
  const wanted = new Set([...ours(dependencies), ...ours(devDependencies)]);
  for (const name of wanted) for (const each of packed.get(name)?.needs ?? []) wanted.add(each);
  const missing = [...wanted].filter(name => !packed.has(name)).sort();
  if (missing.length > 0)
    throw new UsageError(
      `${folder} has no tarball of ${missing.join(", ")}: fill it with \`npm run pack -- --out ${folder}\``,
    );
  const needed = [...wanted].sort().map(name => packed.get(name)!);
  const [first, other] = [needed[0], needed.find(({ version }) => version !== needed[0]?.version)];
  if (other !== undefined)
    throw new UsageError(`${folder}: ${first?.file} and ${other.file} are of different versions: pack all at once`);
  return needed;
}

const ours = (dependencies: object) => Object.keys(dependencies).filter(name => name.startsWith("@tributary/"));

interface PackedManifest {
  readonly name: string;
  readonly version?: unknown;
  readonly dependencies?: unknown;
}

/** The package.json in a tarball that npm packed; undefined when it is none. */
function manifestIn(bytes: Buffer): PackedManifest | undefined {
  try {
    const text = fileInTar(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }), "package/package.json");
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
