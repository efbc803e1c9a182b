import type { CloudContext } from "@tributary/local-cloud/kernel/service";

/** Every item of a DynamoDB Query or Scan, page by page. */
export function* pages<Item>(context: CloudContext, operation: "Query" | "Scan", input: object): Generator<Item> {
  let start: unknown;
  do {
    const page = context.call("dynamodb", operation, { ...input, ...(start ? { ExclusiveStartKey: start } : {}) }) as {
      Items?: Item[];
      LastEvaluatedKey?: unknown;
    };
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
}
