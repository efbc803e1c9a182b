import { syncBuiltinESMExports } from "node:module";
import { type Journal, openJournal } from "./journal.ts";
import { observeCalls } from "./observe-calls.ts";
import { observeChance } from "./observe-chance.ts";
import { observeEnvironment } from "./observe-environment.ts";
import { observeFiles } from "./observe-files.ts";
import { observeProcess } from "./observe-process.ts";

interface ObserveArgs {
  /** The folder of packages that it shares with SST. */
  readonly packages: string;
  /** Files and folders that only this process uses. */
  readonly own: readonly string[];
  /** Port on which SST's components call this process. */
  readonly rpcPort: number;
}

/** Records every input of the program until this process ends. Call it before the program is loaded. */
export function observeReads({ packages, own, rpcPort }: ObserveArgs): Journal {
  const { SST_SERVER: _written, ...variables } = process.env;
  const journal = openJournal({ own, packages, variables });
  observeFiles(journal, own);
  observeChance(journal, packages);
  observeCalls(journal, packages, own, rpcPort);
  observeEnvironment(journal, packages);
  observeProcess(journal, packages);
  syncBuiltinESMExports();
  return journal;
}
