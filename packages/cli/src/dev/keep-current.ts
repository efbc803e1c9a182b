import { join, resolve } from "node:path";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { explainError } from "../run-command.ts";
import { applyProgram } from "./apply-program.ts";
import type { DevSession } from "./dev-session.ts";
import { evaluateInTurn } from "./evaluate-in-turn.ts";
import { watchProject } from "./watch-project.ts";

/** When what was saved is brought into what runs. */
export interface KeepOptions {
  readonly stop: AbortSignal;
  /** What is saved before this resolves waits for it. */
  readonly ready?: Promise<unknown>;
}

/** Brings what is saved into what runs, until told to stop. Returns what evaluates the program again. */
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
