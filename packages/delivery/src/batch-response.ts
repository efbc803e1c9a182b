/** What Lambda expects of a function that reports failures record by record. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** A record by the name that its source gave it, and whether it has to come again. */
export interface BatchRecord {
  readonly id: string;
  readonly failed: boolean;
}

/**
 * The response that makes a queue's messages come again that failed; a message's id names it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function queueResponse(messages: readonly BatchRecord[]): BatchResponse {
  const failed = messages.filter(message => message.failed);
  return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
}

/**
 * The response that makes Lambda retry from the first record that failed, and keep the order; a sequence number names a record.
 * It takes the lowest number reported as its checkpoint, so no other needs telling. An empty one makes it retry the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamResponse(records: readonly BatchRecord[]): BatchResponse {
  const first = records.find(record => record.failed);
  return queueResponse(first ? [first] : []);
}
