import { printable, printableLines } from "@tributary/contract/printable";
import { createMemory } from "@tributary/contract-tools/check-cache";
import type { EventModel } from "@tributary/contract-tools/contract-model";
import type { TributaryConfig } from "@tributary/contract-tools/define-config";
import { loadContracts } from "@tributary/contract-tools/load-contracts";

/** The result of generating the contracts' modules. */
export interface Regenerated {
  /** Errors as `file:line:column what`; if there are any, nothing was written. */
  readonly problems: readonly string[];
  /** Paths of written or removed modules. */
  readonly changed: readonly string[];
  /** There were errors the last time, and are none any more. */
  readonly isMended: boolean;
}

/** The contracts of a repository, during edits. */
export interface DevContracts {
  /** The events of the last valid state. */
  events(): readonly EventModel[];
  regenerate(): Promise<Regenerated>;
}

/** Keeps the generated modules of a contracts folder up to date. */
export function devContracts(root: string, rules: TributaryConfig, folder: string): DevContracts {
  const memory = createMemory();
  const store = new Map();
  let events: readonly EventModel[] | undefined;
  let isBroken = false;
  const load = () => loadContracts(root, memory.read).model.events;
  return {
    events: () => (events ??= load()),
    async regenerate() {
      // Loaded only now: who only asks for the events need not wait for it.
      const { generateContracts } = await import("@tributary/contract-tools/generate-contracts");
      const { diagnostics, written, removed } = await generateContracts(root, { memory, store, rules, folder });
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      if (errors.length === 0) events = load();
      else events ??= [];
      const isMended = isBroken && errors.length === 0;
      isBroken = errors.length > 0;
      return {
        problems: errors.map(
          ({ file, line, column, message, fix }) =>
            `${printable(file)}:${line}:${column} ${printableLines(message)}${fix === undefined ? "" : `; ${printableLines(fix)}`}`,
        ),
        changed: [...written, ...removed],
        isMended,
      };
    },
  };
}
