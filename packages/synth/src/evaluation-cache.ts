import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digest, type FoundRead, finding, type Read } from "./reads/finding.ts";
import type { Recording } from "./recorded-resource.ts";

/** Recordings of earlier evaluations, each with everything it read. */
export interface EvaluationCache {
  /** The recording of an evaluation with this key, if everything it read is unchanged; else undefined. */
  get(key: string): Promise<Recording | undefined>;
  put(key: string, recording: Recording, reads: readonly FoundRead[]): Promise<void>;
}

interface Entry {
  readonly key: string;
  readonly reads: readonly FoundRead[];
  readonly recording: Recording;
}

/** Entries kept; the oldest go first. */
const mostEntries = 32;

/**
 * A cache in a folder, which any number of processes may use at once: an entry appears whole or not at all. A damaged or
 * unreadable entry counts as absent.
 */
export function evaluationCache(folder: string, environment = process.env): EvaluationCache {
  // Within one run, all stages read the same.
  const found = new Map<string, string>();
  const findingOf = (read: Read) => {
    const key = `${read.kind} ${read.name}`;
    const text = found.get(key) ?? finding(read, environment);
    found.set(key, text);
    return text;
  };
  return {
    async get(key) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter(each => each.startsWith(key))) {
        const entry = parseEntry(await readFile(join(folder, name), "utf8").catch(() => ""));
        if (entry?.key === key && entry.reads.every(read => findingOf(read) === read.found)) return entry.recording;
      }
      return undefined;
    },
    async put(key, recording, reads) {
      // Without an entry, the next run evaluates again.
      await keep(key, recording, reads).catch(() => undefined);
    },
  };

  async function keep(key: string, recording: Recording, reads: readonly FoundRead[]): Promise<void> {
    const body = JSON.stringify({ key, reads, recording } satisfies Entry);
    const temporary = join(folder, `.${randomUUID()}`);
    await mkdir(folder, { recursive: true });
    // For the user alone: it has digests of environment variables.
    await writeFile(temporary, `${digest(body)}\n${body}`, { mode: 0o600 });
    await rename(temporary, join(folder, `${key}-${digest(JSON.stringify(reads))}`));
    await dropOldest(folder);
  }
}

function parseEntry(text: string): Entry | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return end > 0 && digest(body) === text.slice(0, end) ? (JSON.parse(body) as Entry) : undefined;
}

/** Another process may remove the same files. */
async function dropOldest(folder: string): Promise<void> {
  const times = await Promise.all(
    (await readdir(folder)).map(async name => {
      const path = join(folder, name);
      return { path, time: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const old = times.sort((one, other) => other.time - one.time).slice(mostEntries);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}
