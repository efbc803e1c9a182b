import type { OperationContext } from "../../../kernel/service.ts";
import { findArchive } from "../archive-store.ts";
import { eventsArn } from "../event-arns.ts";
import { checkPattern } from "../rule-store.ts";

interface UpdateArchiveInput {
  readonly ArchiveName?: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RetentionDays?: number;
  readonly KmsKeyIdentifier?: string;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html */
export function updateArchive(input: UpdateArchiveInput, context: OperationContext): object {
  const archive = findArchive(context, input.ArchiveName);
  if (input.EventPattern) checkPattern(input.EventPattern);
  const {
    Description = archive.description,
    EventPattern = archive.pattern,
    RetentionDays = archive.retention_days,
    KmsKeyIdentifier = archive.kms_key,
  } = input;
  context.store
    .prepare("UPDATE events_archives SET description = ?, pattern = ?, retention_days = ?, kms_key = ? WHERE name = ?")
    .run(Description, EventPattern || null, RetentionDays, KmsKeyIdentifier || null, archive.name);
  return {
    ArchiveArn: eventsArn(context, `archive/${archive.name}`),
    State: "ENABLED",
    CreationTime: archive.created_at / 1000,
  };
}
