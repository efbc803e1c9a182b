import type { Service } from "../../kernel/service.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteItem } from "./operations/delete-item.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { describeTable } from "./operations/describe-table.ts";
import { getItem } from "./operations/get-item.ts";
import { listTables } from "./operations/list-tables.ts";
import { putItem } from "./operations/put-item.ts";
import { query } from "./operations/query.ts";
import { scan } from "./operations/scan.ts";
import { updateItem } from "./operations/update-item.ts";
import { schema } from "./schema.ts";

/** Amazon DynamoDB. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html */
export const dynamodbService: Service = {
  name: "dynamodb",
  title: "DynamoDB",
  schema,
  wire: awsJson({ version: "1.0", target: "DynamoDB_20120810", namespace: "com.amazonaws.dynamodb.v20120810" }),
  operations: {
    CreateTable: createTable,
    DeleteItem: deleteItem,
    DeleteTable: deleteTable,
    DescribeTable: describeTable,
    GetItem: getItem,
    ListTables: listTables,
    PutItem: putItem,
    Query: query,
    Scan: scan,
    UpdateItem: updateItem,
  },
};
