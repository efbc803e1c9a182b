import { printable } from "@tributary/contract/printable";
import { GraphError } from "@tributary/local-cloud/graph/graph-error";
import type { LocalCloud } from "@tributary/local-cloud/local-cloud";
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
    const { created, updated, removed } = local.redeploy(outcome.graph);
    session.graph = outcome.graph;
    followNow(session);
    const changes = [...said("created", created), ...said("updated", updated), ...said("removed", removed)];
    view.note(changes.length === 0 ? "The program says the same." : `Applied the program: ${changes.join("; ")}.`);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    view.problem(
      `${printable(error.message)}. What ran before keeps running: start again, with another --storage folder.`,
    );
  }
}

const said = (what: string, names: readonly string[]) => (names.length > 0 ? [`${what} ${names.join(", ")}`] : []);
