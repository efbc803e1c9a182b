import { finding } from "../check/finding.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Wiring } from "./read-wiring.ts";
import { routesOf } from "./routes.ts";

/** What makes something else of an event before its target gets it. */
const CHANGES = ["input", "inputPath", "inputTransformer"] as const;

/** Whether the targets of every event get it as its contract says, not a part of it or a text in its place. */
export function checkInputs({ events }: ContractModel, wiring: Wiring): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const event of events) {
    for (const { target } of routesOf(wiring, event)) {
      for (const change of CHANGES) {
        const value = target.inputs[change];
        // The path of the whole event leaves it as it is.
        if (value === undefined || value === null || value === "" || (change === "inputPath" && value === "$"))
          continue;
        const at = `${target.pointer}/inputs/${change}`;
        const message = `${target.name} replaces ${event.detailType} by its ${change}, so its target does not get the event of the contract`;
        const fix = "deliver the whole event, and let the service pick the fields it needs";
        if (!found.has(at)) found.set(at, finding("target-input-changed", wiring.source, at, message, { fix }));
      }
    }
  }
  return [...found.values()];
}
