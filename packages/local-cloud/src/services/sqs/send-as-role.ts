import type { Actor } from "../../kernel/actor.ts";
import { mayAct } from "../../kernel/may-act.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { type QueueMessage, sendToQueue } from "./queue.ts";

/** Sends a message as a role. Returns whether the role may: where it may not, nothing is sent. */
export function sendAsRole(context: CloudContext, actor: Actor, message: QueueMessage): boolean {
  if (!mayAct(context, actor, "sqs", "SendMessage", { QueueUrl: message.queueArn })) return false;
  sendToQueue(context, message);
  return true;
}
