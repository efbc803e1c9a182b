import type { OperationContext } from "../../../kernel/service.ts";
import type { ListArchivesRequest } from "../../../models/eventbridge-types.ts";
import { readArchives, summarizeArchive } from "../archives/archive-store.ts";
import { eventsArn } from "../event-arns.ts";
import { page } from "../page.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListArchives.html */
export function listArchives(input: ListArchivesRequest, context: OperationContext): object {
  const { NamePrefix = "", EventSourceArn, State = "ENABLED" } = input;
  const archives = readArchives(context).filter(
    ({ name, bus }) =>
      name.startsWith(NamePrefix) &&
      (EventSourceArn === undefined || EventSourceArn === eventsArn(context, `event-bus/${bus}`)) &&
      State === "ENABLED",
  );
  const { items, NextToken } = page(archives, archive => archive.name, input);
  return {
    Archives: items.map(archive => summarizeArchive(context, archive)),
    ...(NextToken !== undefined && { NextToken }),
  };
}
