import { sep } from "node:path";
import { type FoundRead, finding, isLive, pathKinds, type ReadKind } from "./finding.ts";

/** The record of one evaluation's reads. */
export interface Journal {
  /** Records a read and its result, once. */
  read(kind: ReadKind, name: string): void;
  /** Records why the evaluation cannot be repeated: it did or learned something that another one may not. */
  unrepeatable(reason: string): void;
  reads(): FoundRead[];
  /** Why the evaluation cannot be repeated; undefined if it can. */
  reason(): string | undefined;
}

interface JournalArgs {
  /** Folders of this evaluation alone. */
  readonly own: readonly string[];
  /** The platform's installed packages; the loaded files identify them. */
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
      // Node.js's functions for whole files call functions that are observed too.
      if (looking) return;
      if (own.some(folder => isWithin(name, folder))) return;
      if (kind !== "content" && isWithin(name, packages)) return;
      const key = `${kind} ${name}`;
      if (noted.has(key)) return;
      looking = true;
      if (pathKinds.has(kind) && isLive(name)) unrepeatable ??= `it reads ${name}`;
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

/** Whether a path is a folder, or inside it. */
export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
