import { sep } from "node:path";
import { type FoundRead, finding, type ReadKind } from "./finding.ts";

/** A record of what one evaluation reads. */
export interface Journal {
  /** Notes a read and its result, once. */
  read(kind: ReadKind, name: string): void;
  /** Notes that the evaluation cannot be repeated: it did or learned something that another one may not. */
  unrepeatable(reason: string): void;
  reads(): FoundRead[];
  /** Why the evaluation cannot be repeated; undefined if it can. */
  reason(): string | undefined;
}

interface JournalArgs {
  /** Folders that only this evaluation uses. */
  readonly own: readonly string[];
  /** The installed packages of the platform, which the contents of the loaded files identify. */
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
