import type { Constraint, ServiceConstraints } from "../../models/constraint.ts";

const NAME = { pattern: "[a-zA-Z0-9_.-]+", leastLength: 3, mostLength: 255 } satisfies Constraint;
const TABLE = { ...NAME, orArn: true };
/** Its length is checked before everything else, in words of its own. */
const TABLE_ITSELF = { pattern: NAME.pattern, orArn: true };
const COMPARISON = {
  words: [
    ...["IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE"],
    "CONTAINS",
  ],
};
const LEGACY_NAMES = { leastLength: 1, mostLength: 255 };
/** A statement may have a patient's values in it. */
const STATEMENT = { leastLength: 1, mostLength: 8_192, isPrivate: true };
const TAG = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";
const ACTIONS = { leastLength: 1, mostLength: 100 };

/**
 * Lengths, patterns, words and bounds, from the reference of each operation and structure:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 * The order of words and members is that of AWS's messages, as dynalite's tests have them, which were run against AWS.
 */
export const constraints: ServiceConstraints = {
  members: {
    TableName: TABLE,
    "CreateTableInput.TableName": TABLE_ITSELF,
    "DeleteTableInput.TableName": TABLE_ITSELF,
    "DescribeTableInput.TableName": TABLE_ITSELF,
    "UpdateTableInput.TableName": TABLE_ITSELF,
    "DescribeTimeToLiveInput.TableName": TABLE_ITSELF,
    "UpdateTimeToLiveInput.TableName": TABLE_ITSELF,
    "DescribeContinuousBackupsInput.TableName": TABLE_ITSELF,
    "UpdateContinuousBackupsInput.TableName": TABLE_ITSELF,
    ExclusiveStartTableName: NAME,
    IndexName: NAME,
    ReturnConsumedCapacity: { words: ["INDEXES", "TOTAL", "NONE"] },
    ReturnItemCollectionMetrics: { words: ["SIZE", "NONE"] },
    ReturnValues: { words: ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"] },
    ReturnValuesOnConditionCheckFailure: { words: ["ALL_OLD", "NONE"] },
    Select: { words: ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"] },
    Limit: { least: 1 },
    "ListTablesInput.Limit": { least: 1, most: 100 },
    Segment: { least: 0, most: 999_999 },
    TotalSegments: { least: 1, most: 1_000_000 },
    ClientRequestToken: { leastLength: 1, mostLength: 36 },
    Statement: STATEMENT,
    Parameters: { leastLength: 1 },
    Statements: { leastLength: 1, mostLength: 25 },
    TransactStatements: ACTIONS,
    TransactItems: ACTIONS,
    "BatchGetItemInput.RequestItems": { leastLength: 1, mostLength: 100, keys: TABLE },
    "BatchWriteItemInput.RequestItems": {
      leastLength: 1,
      mostLength: 25,
      keys: TABLE,
      values: { leastLength: 1, mostLength: 25 },
    },
    Keys: { leastLength: 1, mostLength: 100 },
    AttributesToGet: LEGACY_NAMES,
    ComparisonOperator: COMPARISON,
    ConditionalOperator: { words: ["OR", "AND"] },
    "CreateTableInput.AttributeDefinitions": { isRequired: true },
    "CreateTableInput.KeySchema": { isRequired: true, leastLength: 1, mostLength: 2 },
    KeySchema: { leastLength: 1, mostLength: 2 },
    "AttributeDefinition.AttributeName": { leastLength: 1, mostLength: 255 },
    AttributeType: { words: ["B", "N", "S"] },
    "KeySchemaElement.AttributeName": { leastLength: 1, mostLength: 255 },
    KeyType: { words: ["HASH", "RANGE"] },
    BillingMode: { words: ["PROVISIONED", "PAY_PER_REQUEST"] },
    ReadCapacityUnits: { least: 1 },
    WriteCapacityUnits: { least: 1 },
    ProjectionType: { words: ["ALL", "INCLUDE", "KEYS_ONLY"] },
    NonKeyAttributes: { leastLength: 1, values: { leastLength: 1, mostLength: 255 } },
    ExpressionAttributeNames: { values: { mostLength: 65_535 } },
    StreamViewType: { words: ["NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY", "NEW_AND_OLD_IMAGES"] },
    SSEType: { words: ["AES256", "KMS"] },
    TableClass: { words: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] },
    "TimeToLiveSpecification.AttributeName": { leastLength: 1, mostLength: 255 },
    "Tag.Key": { leastLength: 1, mostLength: 128, pattern: TAG },
    "Tag.Value": { mostLength: 256, pattern: TAG },
    // Refused by the operations, in other words.
    "ListTagsOfResourceInput.ResourceArn": { isRequired: false },
    "TagResourceInput.ResourceArn": { isRequired: false },
    "UntagResourceInput.ResourceArn": { isRequired: false },
    "TagResourceInput.Tags": { isRequired: false },
    "UntagResourceInput.TagKeys": { isRequired: false },
  },
  orders: {
    PutItemInput: [
      ...["ReturnConsumedCapacity", "TableName", "Item", "ConditionalOperator", "Expected", "ReturnValues"],
      "ReturnItemCollectionMetrics",
    ],
    DeleteItemInput: [
      ...["ReturnConsumedCapacity", "TableName", "ReturnValues", "ReturnItemCollectionMetrics", "Key"],
      ...["ConditionalOperator", "Expected"],
    ],
    UpdateItemInput: [
      ...["ReturnConsumedCapacity", "TableName", "ReturnItemCollectionMetrics", "ReturnValues", "Key"],
      ...["ConditionalOperator", "Expected", "AttributeUpdates"],
    ],
    GetItemInput: ["ReturnConsumedCapacity", "AttributesToGet", "TableName", "Key"],
    BatchGetItemInput: ["ReturnConsumedCapacity", "RequestItems"],
    BatchWriteItemInput: ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "RequestItems"],
    QueryInput: [
      ...["Select", "IndexName", "ReturnConsumedCapacity", "QueryFilter", "TableName", "ConditionalOperator"],
      ...["AttributesToGet", "Limit", "KeyConditions", "ExclusiveStartKey"],
    ],
    ScanInput: [
      ...["Select", "IndexName", "TotalSegments", "ReturnConsumedCapacity", "TableName", "ConditionalOperator"],
      ...["ScanFilter", "Segment", "Limit", "AttributesToGet", "ExclusiveStartKey"],
    ],
    ListTablesInput: ["Limit", "ExclusiveStartTableName"],
    CreateTableInput: [
      ...["AttributeDefinitions", "TableName", "BillingMode", "ProvisionedThroughput", "KeySchema"],
      ...["LocalSecondaryIndexes", "GlobalSecondaryIndexes"],
    ],
    UpdateTableInput: ["TableName", "ProvisionedThroughput", "BillingMode", "GlobalSecondaryIndexUpdates"],
    GlobalSecondaryIndexUpdate: ["Update", "Create", "Delete"],
    CreateGlobalSecondaryIndexAction: ["Projection", "IndexName", "ProvisionedThroughput", "KeySchema"],
    ProvisionedThroughput: ["WriteCapacityUnits", "ReadCapacityUnits"],
    WriteRequest: ["DeleteRequest", "PutRequest"],
    ExpectedAttributeValue: ["AttributeValueList", "ComparisonOperator", "Exists", "Value"],
  },
  unsupported: [
    ...["Expected", "ConditionalOperator", "AttributeUpdates", "AttributesToGet", "KeyConditions", "QueryFilter"],
    ...["ScanFilter", "ResourcePolicy", "GlobalTableSourceArn", "GlobalTableSettingsReplicationMode", "VectorIndexes"],
    ...["ReplicaUpdates", "MultiRegionConsistency", "GlobalTableWitnessUpdates", "VectorIndexUpdates"],
    ...["DisassociationProtectionEnabled", "OnDemandThroughput", "RecoveryPeriodInDays"],
  ],
};
