import type { OperationContext } from "../../../kernel/service.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export function listBuckets(_input: object, context: OperationContext) {
  const rows = context.store.prepare("SELECT name, created FROM s3_buckets ORDER BY name").all() as {
    name: string;
    created: number;
  }[];
  return {
    Owner: { ID: context.account },
    Buckets: rows.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created) })),
  };
}
