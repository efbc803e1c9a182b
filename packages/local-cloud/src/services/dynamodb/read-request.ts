import { compileTypeCheck } from "../../models/check-json-types.ts";
import { requestReader } from "../../models/request-reader.ts";
import { serviceTable } from "../../models/service-table.ts";
import { constraints } from "./constraints.ts";

const names = {
  javaPackage: "com.amazonaws.dynamodb.v20120810",
  longs: ["ReadCapacityUnits", "WriteCapacityUnits"],
};

/** Checks a request by the model of DynamoDB, and answers it as its operation gets it. */
export const readRequest = requestReader({
  ...names,
  model: "dynamodb",
  title: "DynamoDB",
  constraints,
  first: Object.fromEntries(
    ["CreateTable", "DeleteTable", "DescribeTable", "UpdateTable"]
      .concat(["DescribeTimeToLive", "UpdateTimeToLive", "DescribeContinuousBackups", "UpdateContinuousBackups"])
      .map(operation => [operation, checkTableName]),
  ),
});

/** The check of the types of a structure of DynamoDB's model. */
export const types = (structure: string) => compileTypeCheck(serviceTable("dynamodb"), names)(structure);

/** What operations on a table itself ask of its name, in words of their own. */
function checkTableName({ TableName: name }: { readonly TableName?: string | null }): string | undefined {
  if (name === undefined || name === null)
    return "The parameter 'TableName' is required but was not present in the request";
  if (name.startsWith("arn:") || (name.length >= 3 && name.length <= 255)) return undefined;
  return "TableName must be at least 3 characters long and at most 255 characters long";
}
