import { printable } from "@tributary/contract/printable";
import { GraphError } from "@tributary/local-cloud/graph/graph-error";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
import { changesText } from "./changes-text.ts";
import type { Evaluated } from "./dev-program.ts";
import { type DevSession, followNow } from "./dev-session.ts";

/** Deploys the program's graph if it differs; if it is invalid, the last good one keeps running. */
export function applyProgram(session: DevSession, local: LocalCloud, outcome: Evaluated): void {
  const { view } = session;
  if ("problems" in outcome) {
    for (const problem of outcome.problems) view.problem(printable(problem));
    view.problem("The program has an error; what ran before keeps running.");
    return;
  }
  try {
    const changes = changesText(local.redeploy(outcome.graph));
    session.graph = outcome.graph;
    followNow(session);
    view.note(changes === "" ? "The program says the same." : `Applied the program: ${changes}.`);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    view.problem(
      `${printable(error.message)}. What ran before keeps running: start again, with another --storage folder.`,
    );
  }
}
