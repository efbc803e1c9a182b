import type { OperationContext } from "../../../kernel/service.ts";
import type { UpdateArchiveRequest } from "../../../models/eventbridge-types.ts";
import { findArchive } from "../archives/archive-store.ts";
import { eventsArn } from "../event-arns.ts";
import { checkPattern } from "../rules/rule-store.ts";

/**
 * Changes an archive; omitted settings stay.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html
 */
export function updateArchive(input: UpdateArchiveRequest, context: OperationContext): object {
  const archive = findArchive(context, input.ArchiveName);
  if (input.EventPattern) checkPattern(input.EventPattern);
  context.store
    .prepare("UPDATE events_archives SET description = ?, pattern = ?, retention_days = ?, kms_key = ? WHERE name = ?")
    .run(
      input.Description ?? archive.description,
      (input.EventPattern ?? archive.pattern) || null,
      input.RetentionDays ?? archive.retention_days,
      input.KmsKeyIdentifier ?? archive.kms_key,
      archive.name,
    );
  return {
    ArchiveArn: eventsArn(context, `archive/${archive.name}`),
    State: "ENABLED",
    CreationTime: archive.created_at / 1000,
  };
}
