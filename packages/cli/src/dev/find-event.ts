import type { ContractModel, EventModel } from "@tributary/contract-tools/contract-model";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import { UsageError } from "../run-command.ts";

/**
 * The event that a user names by detail-type (`OrderPlaced.v1`), by the stem of its files, or by its name alone, which means the
 * newest received version, or the newest if none is received. `UsageError` lists similar names, or all; of contracts
 * with an error it names that, as the event may be in what could not be read.
 */
export function findEvent(
  { events, operations }: Pick<ContractModel, "events" | "operations">,
  asked: string,
  error?: Pick<Diagnostic, "file" | "line" | "column" | "message">,
): EventModel {
  const exact = events.find(({ detailType, stem }) => detailType === asked || stem === asked);
  if (exact) return exact;
  const versions = events.filter(({ name }) => name === asked).sort((a, b) => b.version - a.version);
  const isReceived = (event: EventModel) => operations.some(each => each.event === event && each.action === "receive");
  const newest = versions.find(isReceived) ?? versions[0];
  if (newest) return newest;
  if (error !== undefined)
    throw new UsageError(
      `the contracts as far as they can be read have no event ${asked}; mend them first: ${error.file}:${error.line}:${error.column} ${error.message}`,
    );
  const names = events.map(({ detailType }) => detailType).sort();
  const near = events.filter(each => [each.detailType, each.name, each.stem].some(name => isNear(asked, name)));
  const advice =
    near.length > 0
      ? `Did you mean ${near.map(({ detailType }) => detailType).join(" or ")}?`
      : names.length > 0
        ? `There are ${names.join(", ")}.`
        : "The contracts have no event.";
  throw new UsageError(`no event is called ${asked}. ${advice}`);
}
