import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { findBus } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { checkName, required } from "../events-errors.ts";
import { checkPattern } from "../rules/rule-store.ts";

interface CreateArchiveInput {
  readonly ArchiveName?: string;
  readonly EventSourceArn?: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RetentionDays?: number;
  readonly KmsKeyIdentifier?: string;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export function createArchive(input: CreateArchiveInput, context: OperationContext): object {
  const name = required(input.ArchiveName, "archiveName");
  const bus = findBus(context, required(input.EventSourceArn, "eventSourceArn"));
  checkName(name, "archiveName", 48);
  if (input.EventPattern) checkPattern(input.EventPattern);
  const { store, clock } = context;
  if (store.prepare("SELECT 1 FROM events_archives WHERE name = ?").get(name))
    throw new AwsError("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
  const { Description = null, EventPattern, RetentionDays = 0, KmsKeyIdentifier = null } = input;
  store
    .prepare(
      "INSERT INTO events_archives (name, bus, description, pattern, retention_days, kms_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .run(name, bus, Description, EventPattern || null, RetentionDays, KmsKeyIdentifier, clock.now());
  return { ArchiveArn: eventsArn(context, `archive/${name}`), State: "ENABLED", CreationTime: clock.now() / 1000 };
}
