import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateArchiveRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { eventsArn } from "../event-arns.ts";
import { checkPattern } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export function createArchive(input: CreateArchiveRequest, context: OperationContext): object {
  const name = input.ArchiveName;
  const bus = findBus(context, input.EventSourceArn);
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
