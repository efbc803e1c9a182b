/** What Lambda expects of a stream batch: where to start again. */
export interface StreamBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * The response that makes Lambda retry from the first record that failed, and keep the order:
 * it takes the lowest sequence number reported as its checkpoint, so no other needs telling.
 * An empty identifier makes it retry the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamBatchResponse(
  records: readonly { readonly sequenceNumber: string; readonly failed: boolean }[],
): StreamBatchResponse {
  const first = records.find(record => record.failed);
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] };
}
