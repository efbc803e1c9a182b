import type { OperationContext } from "../../../kernel/service.ts";
import type { ListBucketsRequest } from "../../../models/s3-types.ts";
import { readToken, writeToken } from "../continuation.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export function listBuckets(
  { Prefix, BucketRegion, MaxBuckets, ContinuationToken }: ListBucketsRequest,
  context: OperationContext,
) {
  const after = ContinuationToken === undefined ? "" : readToken(ContinuationToken);
  const rows = context.store
    .prepare("SELECT name, created FROM s3_buckets WHERE name > ? ORDER BY name")
    .all(after) as unknown as { name: string; created: number }[];
  const isHere = BucketRegion === undefined || BucketRegion === context.region;
  const found = isHere ? rows.filter(({ name }) => name.startsWith(Prefix ?? "")) : [];
  const page = found.slice(0, MaxBuckets ?? found.length);
  const last = page.at(-1);
  return {
    Owner: { ID: context.account },
    Buckets: page.map(({ name, created }) => ({
      Name: name,
      CreationDate: new Date(created),
      BucketRegion: context.region,
    })),
    ...(Prefix !== undefined && { Prefix }),
    ...(last && page.length < found.length && { ContinuationToken: writeToken(last.name) }),
  };
}
