import { hex32 } from "@tributary/bus/event-id";
import { tableClient } from "@tributary/testkit/table-client";
import { describe } from "vitest";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { identitiesSuite } from "./identities-suite.ts";

describe("identities in DynamoDB", () =>
  identitiesSuite(async () =>
    dynamodbIdentities({
      table: "Identities",
      hash: hex32,
      client: await tableClient("Identities", ["pk", "sk"]),
    }),
  ));
