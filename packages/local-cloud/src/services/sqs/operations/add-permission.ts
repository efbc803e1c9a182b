import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { AddPermissionRequest } from "../../../models/sqs-types.ts";
import { queueByUrl } from "../queues/find-queue.ts";
import { readPolicy, writePolicy } from "../queues/queue-policy.ts";
import { invalidParameter } from "../sqs-errors.ts";

/** Actions that a queue's owner may share. */
const ACTIONS = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);
const MAXIMUM_ACTIONS = 7;
const MAXIMUM_STATEMENTS = 20;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
export function addPermission(input: AddPermissionRequest, context: OperationContext): void {
  const queue = queueByUrl(context, input.QueueUrl);
  const { Label: label, AWSAccountIds: accounts, Actions: actions } = input;
  if (!accounts.every(account => /^\d{12}$/.test(account)))
    throw invalidParameter("PrincipalId", JSON.stringify(accounts), "Unable to verify.");
  const unknown = actions.find(action => !ACTIONS.has(action));
  if (unknown !== undefined)
    throw invalidParameter(
      "ActionName",
      `SQS:${unknown}`,
      "Please refer to the appropriate WSDL for a list of valid actions. ",
    );
  const overLimit = (what: string, limit: number) =>
    new AwsError("OverLimit", `${what} were found, maximum allowed is ${limit}.`);
  if (actions.length > MAXIMUM_ACTIONS) throw overLimit(`${actions.length} Actions`, MAXIMUM_ACTIONS);
  context.store.transaction(() => {
    const policy = readPolicy(queue);
    if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidParameter("Label", label, "Already exists.");
    if (policy.Statement.length >= MAXIMUM_STATEMENTS)
      throw overLimit(`${policy.Statement.length + 1} Statements`, MAXIMUM_STATEMENTS);
    const statement = {
      Sid: label,
      Effect: "Allow",
      Principal: { AWS: oneOrMore(accounts.map(account => `arn:aws:iam::${account}:root`)) },
      Action: oneOrMore(actions.map(action => `SQS:${action}`)),
      Resource: queue.arn,
    };
    writePolicy(context, queue, { ...policy, Statement: [...policy.Statement, statement] });
  });
}

function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [one, ...more] = values;
  return more.length === 0 && one !== undefined ? one : values;
}
