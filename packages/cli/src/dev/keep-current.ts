import { join, resolve } from "node:path";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { explainError } from "../run-command.ts";
import { applyProgram } from "./apply-program.ts";
import type { DevSession } from "./dev-session.ts";
import { evaluateInTurn } from "./evaluate-in-turn.ts";
import { watchProject } from "./watch-project.ts";

/** Options of `keepCurrent`. */
export interface KeepOptions {
  readonly stop: AbortSignal;
  /** Saves before this resolves wait for it. */
  readonly ready?: Promise<unknown>;
}

/** Reloads saved files until stopped. Returns a function that evaluates the program again. */
export function keepCurrent(session: DevSession, local: LocalCloud, { stop, ready }: KeepOptions): () => void {
  const { options, view } = session;
  const { root, contractsRoot, storage } = options;
  const evaluateAgain = evaluateInTurn({ ...options, note: view.note, stop }, outcome =>
    applyProgram(session, local, outcome),
  );
  const folders = contractsRoot.startsWith(join(root, "/")) ? [root] : [root, contractsRoot];
  void watchProject({ folders, except: [resolve(storage)], stop }, async save => {
    try {
      await ready;
      if (stop.aborted) return [];
      const { reloadSave } = await import("./reload-save.ts");
      return await reloadSave(session, local, save, evaluateAgain);
    } catch (error) {
      view.problem(explainError(error));
      return [];
    }
  });
  return evaluateAgain;
}
