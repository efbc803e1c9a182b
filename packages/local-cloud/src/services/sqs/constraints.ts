import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

/** The names that GetQueueAttributes knows. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
const QUEUE_ATTRIBUTES = [
  ...["All", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod"],
  ...["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp"],
  ...["LastModifiedTimestamp", "QueueArn", "ApproximateNumberOfMessagesDelayed", "DelaySeconds"],
  ...["ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId"],
  ...["KmsDataKeyReusePeriodSeconds", "DeduplicationScope", "FifoThroughputLimit", "RedriveAllowPolicy"],
  "SqsManagedSseEnabled",
];
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MESSAGE_ATTRIBUTES = [
  ...["All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp"],
  ...["SequenceNumber", "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn"],
];

const TEXT = { leastLength: 1 } satisfies Constraint;
/** Letters, digits and punctuation of ASCII. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const FIFO_ID = { pattern: "[!-~]{1,128}" };
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html */
const TAG_KEY = { leastLength: 1, mostLength: 128 };
const TAGS = { keys: TAG_KEY, values: { mostLength: 256 } };
const PAGE = { least: 1, most: 1_000 };

/**
 * Lengths, patterns, words and bounds, from the reference of each operation:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export const constraints: ServiceConstraints = {
  members: {
    QueueUrl: TEXT,
    QueueName: TEXT,
    MessageBody: TEXT,
    ReceiptHandle: TEXT,
    SourceArn: TEXT,
    TaskHandle: TEXT,
    "AddPermissionRequest.AWSAccountIds": TEXT,
    "AddPermissionRequest.Actions": TEXT,
    "AddPermissionRequest.Label": { pattern: "[A-Za-z0-9_-]{1,80}" },
    "TagQueueRequest.Tags": { leastLength: 1, ...TAGS },
    tags: TAGS,
    TagKeys: { leastLength: 1, values: TAG_KEY },
    "GetQueueAttributesRequest.AttributeNames": { values: { words: QUEUE_ATTRIBUTES } },
    // Deprecated here: takes names of queue attributes too, and finds none of them in a message.
    "ReceiveMessageRequest.AttributeNames": { values: { words: [...MESSAGE_ATTRIBUTES, ...QUEUE_ATTRIBUTES] } },
    MessageSystemAttributeNames: { values: { words: MESSAGE_ATTRIBUTES } },
    MaxNumberOfMessages: { least: 1, most: 10 },
    VisibilityTimeout: { least: 0, most: 43_200 },
    WaitTimeSeconds: { least: 0, most: 20 },
    DelaySeconds: { least: 0, most: 900 },
    "ListQueuesRequest.MaxResults": PAGE,
    "ListDeadLetterSourceQueuesRequest.MaxResults": PAGE,
    "ListMessageMoveTasksRequest.MaxResults": { least: 1, most: 10 },
    MaxNumberOfMessagesPerSecond: { least: 1, most: 500 },
    MessageGroupId: FIFO_ID,
    MessageDeduplicationId: FIFO_ID,
    ReceiveRequestAttemptId: FIFO_ID,
    // A batch has errors of its own, and each entry fails alone.
    Entries: { isRequired: false, isApart: true },
    "ChangeMessageVisibilityBatchRequestEntry.VisibilityTimeout": { isRequired: true, least: 0, most: 43_200 },
    // Refused by the attribute's name.
    DataType: { isRequired: false },
  },
  orders: {},
  unsupported: [],
};
