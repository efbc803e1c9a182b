import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "./find-queue.ts";
import type { QueueAttributes } from "./queue-settings.ts";

/** A queue's policy, as far as AddPermission and RemovePermission change it. */
interface QueuePolicy {
  readonly Version: string;
  readonly Id: string;
  readonly Statement: readonly { readonly Sid?: unknown }[];
}

/** A queue's policy; of a queue without one, the empty policy that AddPermission begins. */
export function readPolicy({ arn, settings }: Queue): QueuePolicy {
  const { Statement = [], ...stored } = parseJsonObject(settings.policy ?? "{}") as Partial<QueuePolicy>;
  const begun = { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, ...stored };
  // A policy may hold a single statement without a list.
  return { ...begun, Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

/** Replaces a queue's policy; one without statements is removed. */
export function writePolicy({ store, clock }: CloudContext, { name }: Queue, policy: QueuePolicy): void {
  const row = store.prepare("SELECT attributes FROM sqs_queues WHERE name = ?").get(name);
  const { Policy: _before, ...others } = JSON.parse(row?.attributes as string) as QueueAttributes;
  const attributes = policy.Statement.length === 0 ? others : { ...others, Policy: JSON.stringify(policy) };
  store
    .prepare("UPDATE sqs_queues SET attributes = ?, modified_at = ? WHERE name = ?")
    .run(JSON.stringify(attributes), clock.now(), name);
}
