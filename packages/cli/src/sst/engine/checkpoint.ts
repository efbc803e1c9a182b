import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PassphraseCipher } from "./passphrase-cipher.ts";

/** A resource in a state, as Pulumi writes it; secrets are plain values marked as such. */
export interface ResourceState {
  readonly urn: string;
  readonly custom: boolean;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly protect?: true;
  readonly retainOnDelete?: true;
  readonly created?: string;
  readonly modified?: string;
}

/** What an earlier engine call left. */
export interface Checkpoint {
  readonly resources: readonly ResourceState[];
  /** Of the passphrase, where the state has secrets. */
  readonly salt?: string;
}

/** A state that this engine cannot take up. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** The version of Pulumi that sst asks for; states name the version that wrote them. */
export const ENGINE_VERSION = "v3.215.0";

/** The format of states, which only grows. */
const FORMAT = 3;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Where sst looks for the state of a stack. */
export function checkpointFile(backend: string, { app, stage }: { app: string; stage: string }): string {
  return join(backend, ".pulumi", "stacks", app, `${stage}.json`);
}

interface Written {
  readonly version: number;
  readonly checkpoint: {
    readonly latest?: {
      readonly manifest?: { readonly version?: string };
      readonly secrets_providers?: { readonly state?: { readonly salt?: string } };
      readonly resources?: readonly ResourceState[] | null;
    } | null;
  };
}

/** Reads a state, with secrets still encrypted. `CheckpointError` for one of a newer Pulumi. */
export function readCheckpoint(file: string): Checkpoint {
  const { version, checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Written;
  const wrote = checkpoint.latest?.manifest?.version ?? ENGINE_VERSION;
  if (version > FORMAT || isNewer(wrote, ENGINE_VERSION))
    throw new CheckpointError(
      `the state was written by Pulumi ${wrote}, in format ${version}; this engine reads ${ENGINE_VERSION}, format ${FORMAT}. Deploy with the sst that wrote it, or to another stage`,
    );
  const salt = checkpoint.latest?.secrets_providers?.state?.salt;
  return { resources: checkpoint.latest?.resources ?? [], ...(salt === undefined ? {} : { salt }) };
}

/** Writes a state whole: a reader sees the former or this one. */
export function writeCheckpoint(
  file: string,
  stack: string,
  resources: readonly ResourceState[],
  cipher: PassphraseCipher,
): void {
  const sealed = resources.map(resource => sealSecrets(resource, cipher));
  const latest = {
    manifest: { time: new Date().toISOString(), magic: "", version: ENGINE_VERSION },
    ...(JSON.stringify(sealed).includes(SIGNATURE) && {
      secrets_providers: { type: "passphrase", state: cipher.state },
    }),
    resources: sealed,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ version: FORMAT, checkpoint: { stack, latest } }, null, 4));
  renameSync(`${file}.new`, file);
}

/** A copy in which the values marked as secrets are encrypted. */
function sealSecrets(value: unknown, cipher: PassphraseCipher): unknown {
  if (Array.isArray(value)) return value.map(each => sealSecrets(each, cipher));
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: kind, value: secret, ciphertext } = value as Record<string, unknown>;
  if (kind === SECRET && ciphertext === undefined)
    return { [SIGNATURE]: SECRET, ciphertext: cipher.encrypt(JSON.stringify(plain(secret) ?? null)) };
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, sealSecrets(held, cipher)]));
}

/** A copy with secrets as what they are; `cipher` opens those that are encrypted. */
export function plain(value: unknown, cipher?: PassphraseCipher): unknown {
  if (Array.isArray(value)) return value.map(each => plain(each, cipher));
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: kind, value: secret, ciphertext } = value as Record<string, unknown>;
  if (kind === SECRET && typeof ciphertext === "string") return cipher && JSON.parse(cipher.decrypt(ciphertext));
  if (kind === SECRET) return plain(secret, cipher);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held, cipher)]));
}

function isNewer(version: string, than: string): boolean {
  return version.replace(/^v/, "").localeCompare(than.replace(/^v/, ""), "en", { numeric: true }) > 0;
}
