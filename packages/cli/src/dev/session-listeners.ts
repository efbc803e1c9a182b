import { printable } from "@tributary/contract/printable";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { takeSequenceNumber } from "@tributary/local-cloud/services/dynamodb/stream-log";
import type { BootOptions } from "./boot-cloud.ts";
import type { ContractFlow } from "./contract-flow.ts";
import { devAnswers } from "./dev-answers.ts";
import type { DevSession } from "./dev-session.ts";
import { logText } from "./log-text.ts";

/** A session's listeners as options of `bootCloud`: they count the flow, report failures, and answer `tributary send`. */
export function sessionListeners(
  session: DevSession,
  context: () => CloudContext,
): Pick<BootOptions, "aside" | "onFailure" | "onOutcome"> & Required<Pick<BootOptions, "onActivity" | "onLog">> {
  const { contracts, flow, view } = session;
  const describe = async () => {
    const { contractBuses } = await import("./contract-buses.ts");
    const { app, stage, region } = session.graph;
    const names = contracts.events().map(({ bus }) => bus);
    return { app, stage, region, buses: contractBuses(session.graph, names) };
  };
  const takeSequence = async (service: string) => {
    const { numbersItself } = await import("./numbers-itself.ts");
    return numbersItself(session.graph, service) ? undefined : takeSequenceNumber(context());
  };
  return {
    aside: devAnswers({ describe, takeSequence, events: flow.events }),
    onFailure: failure => session.tellFailure({ ...failure, name: flow.nameOf(failure.name) }),
    onActivity: flow.take,
    onLog(functionName, text) {
      if (!session.options.quiet) view.note(logText(flow.nameOf(functionName), text));
    },
    onOutcome(functionName, told) {
      flow.tell(functionName, told);
      const name = flow.nameOf(functionName);
      if (told.outcome === "failed") session.tellFailure({ ...told, name, reason: told.error });
      else if (told.outcome === "quarantined") view.problem(quarantineText(name, told));
    },
  };
}

function quarantineText(
  name: string,
  told: Extract<Parameters<ContractFlow["tell"]>[1], { outcome: "quarantined" }>,
): string {
  const places = told.violations.map(({ pointer, keyword }) => `${printable(pointer) || "/"} (${keyword})`);
  return `${name} quarantined a message of ${printable(told.contract ?? "no contract")}: ${places.join(", ")}.`;
}
