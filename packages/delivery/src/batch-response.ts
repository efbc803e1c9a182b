/** The response of a function that reports failures record by record. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** A record by its source's name for it, and whether it must be redelivered. */
export interface BatchRecord {
  readonly id: string;
  readonly failed: boolean;
}

/**
 * The response that makes a queue redeliver the failed messages, named by id.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function queueResponse(messages: readonly BatchRecord[]): BatchResponse {
  const failed = messages.filter(message => message.failed);
  return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
}

/**
 * The response that makes Lambda retry from the first failed record, in order; a sequence number names a record. Lambda
 * takes the lowest reported number as its checkpoint, so one is enough. An empty one retries the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamResponse(records: readonly BatchRecord[]): BatchResponse {
  const first = records.find(record => record.failed);
  return queueResponse(first ? [first] : []);
}
