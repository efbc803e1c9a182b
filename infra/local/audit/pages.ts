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

/** The keys of every object of a bucket. */
export function* keysOf(context: CloudContext, bucket: string): Generator<string> {
  let token: string | undefined;
  do {
    const page = context.call("s3", "ListObjectsV2", { Bucket: bucket, ContinuationToken: token }) as {
      Contents?: readonly { readonly Key: string }[];
      NextContinuationToken?: string;
    };
    for (const { Key } of page.Contents ?? []) yield Key;
    token = page.NextContinuationToken;
  } while (token);
}
