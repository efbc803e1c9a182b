import type { Head, StoredVersion } from "./ledger.ts";
import { HistoryBehindError, readVersions, type VersionReader } from "./read-versions.ts";
import type { ResourceNotice } from "./resource-notice.ts";

/** Milliseconds between looks at a history that is behind. After that its notice has to come again, much later. */
const WAITS_MS = [100, 200, 400, 800];

/** What reading versions in time takes. */
export interface AwaitHistoryOptions {
  readonly reader: VersionReader;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** `readVersions`, which waits a moment for a history that is behind. Rejects as it does. */
export async function awaitHistory(
  notice: ResourceNotice,
  head: Head | undefined,
  deadline: number,
  { reader, now, sleep }: AwaitHistoryOptions,
): Promise<StoredVersion[]> {
  for (const waitMs of WAITS_MS) {
    try {
      return await readVersions(reader, notice, head);
    } catch (error) {
      if (!(error instanceof HistoryBehindError) || now() + waitMs >= deadline) throw error;
      await sleep(waitMs);
    }
  }
  return await readVersions(reader, notice, head);
}
