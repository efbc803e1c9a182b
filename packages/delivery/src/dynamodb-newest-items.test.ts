import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { dynamodbNewestItems } from "./dynamodb-newest-items.ts";
import { type Counted, newestItemsSuite } from "./newest-items-suite.ts";

newestItemsSuite(async () => {
  const client = await tableClient("Counted", ["pk", "sk"]);
  return {
    items: dynamodbNewestItems<Counted>({ table: "Counted", key: ["pk", "sk"], optional: { content: true }, client }),
    async held(pk, sk) {
      const Key = { pk: { S: pk }, sk: { S: sk } };
      const { Item } = await client.send(new GetItemCommand({ TableName: "Counted", Key, ConsistentRead: true }));
      return Item && (unmarshall(Item) as Counted);
    },
  };
});
