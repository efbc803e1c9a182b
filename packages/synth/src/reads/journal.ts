import { sep } from "node:path";
import { type FoundRead, finding, type ReadKind } from "./finding.ts";

/** What one evaluation read, noted as it reads. */
export interface Journal {
  /** Notes a read, and what it finds, once. */
  read(kind: ReadKind, name: string): void;
  /** Notes that the evaluation did, or learned, what another evaluation of the same inputs may not. */
  unrepeatable(reason: string): void;
  reads(): FoundRead[];
  /** Undefined where another evaluation that reads the same ends the same. */
  reason(): string | undefined;
}

interface JournalArgs {
  /** Folders that only this evaluation uses. */
  readonly own: readonly string[];
  /** The installed packages of the platform: what is there is known by the contents of what is loaded. */
  readonly packages: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** A new, empty journal. */
export function openJournal({ own, packages, variables }: JournalArgs): Journal {
  const noted = new Map<string, FoundRead>();
  let unrepeatable: string | undefined;
  let looking = false;
  return {
    read(kind, name) {
      // Node.js reads whole files by functions that are observed too.
      if (looking) return;
      if (own.some(folder => isWithin(name, folder))) return;
      if (kind !== "content" && isWithin(name, packages)) return;
      const key = `${kind} ${name}`;
      if (noted.has(key)) return;
      looking = true;
      noted.set(key, { kind, name, found: finding({ kind, name }, variables) });
      looking = false;
    },
    unrepeatable(reason) {
      unrepeatable ??= reason;
    },
    reads: () => [...noted.values()],
    reason: () => unrepeatable,
  };
}

/** Whether a path is a folder, or in it. */
export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
