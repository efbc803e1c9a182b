/**
 * Actions that AWS uses in the name of a role, of which no request tells: to write logs, to read what a mapping delivers and to
 * tell of its failures.
 */
const actions = [
  /^logs:(CreateLogStream|PutLogEvents)$/,
  /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/, // https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
  /^sqs:(ChangeMessageVisibility|DeleteMessage|GetQueueAttributes|ReceiveMessage)$/, // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
  /^s3:ListBucket$/, // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html, the destination on failure
];

/** Whether AWS uses an action in the name of a role, so that no request shows its use. */
export function isUsedByAws(action: string): boolean {
  return actions.some(known => known.test(action));
}
