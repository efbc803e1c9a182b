import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteArchiveRequest } from "../../../models/eventbridge-types.ts";
import { findArchive } from "../archives/archive-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteArchive.html */
export function deleteArchive(input: DeleteArchiveRequest, context: OperationContext): void {
  const { name } = findArchive(context, input.ArchiveName);
  const { store } = context;
  store.transaction(() => {
    store.prepare("DELETE FROM events_archived WHERE archive = ?").run(name);
    store.prepare("DELETE FROM events_archives WHERE name = ?").run(name);
  });
}
