import type { CloudContext } from "../../../kernel/service.ts";
import { queueDoesNotExist } from "../sqs-errors.ts";
import { type QueueSettings, readSettings } from "./queue-settings.ts";
import { queueArn, queueNameIn } from "./queue-url.ts";

/** A queue as stored. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
}

/** The queue of an ARN in this cloud; undefined if it does not exist. */
export function queueByArn(context: CloudContext, arn: string): Queue | undefined {
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  return arn === queueArn(context, name) ? queueByName(context, name) : undefined;
}

/** The queue of a URL (host and account are not compared, nor a slash at the end); `QueueDoesNotExist` if it does not exist. */
export function queueByUrl(context: CloudContext, url: string): Queue {
  const queue = queueByName(context, queueNameIn(url));
  if (!queue) throw queueDoesNotExist();
  return queue;
}

/** The queue of a name; undefined if it does not exist. */
export function queueByName(context: CloudContext, name: string): Queue | undefined {
  const row = context.store.prepare("SELECT attributes FROM sqs_queues WHERE name = ?").get(name);
  return row && { name, arn: queueArn(context, name), settings: readSettings(row.attributes as string) };
}
