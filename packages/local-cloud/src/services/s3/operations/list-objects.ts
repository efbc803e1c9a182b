import type { OperationContext } from "../../../kernel/service.ts";
import type { ListObjectsRequest } from "../../../models/s3-types.ts";
import { behind, lastListed, readToken } from "../continuation.ts";
import { listObjectsV2 } from "./list-objects-v2.ts";

/**
 * The older listing: continues after a key, or behind a folded prefix.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
 */
export function listObjects(input: ListObjectsRequest, context: OperationContext) {
  const { Marker = "", ...rest } = input;
  const { Delimiter = "", Prefix = "", EncodingType } = input;
  const folded = Delimiter !== "" && Marker.startsWith(Prefix) && Marker.slice(Prefix.length).endsWith(Delimiter);
  const page = listObjectsV2({ ...rest, FetchOwner: true, StartAfter: folded ? behind(Marker) : Marker }, context);
  const { KeyCount: _count, StartAfter: _start, NextContinuationToken: token, ...listed } = page;
  const write = (key: string) => (EncodingType === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  return {
    ...listed,
    Marker: write(Marker),
    // Without a delimiter, S3 leaves the marker to the client: the last key.
    ...(token !== undefined && Delimiter !== "" ? { NextMarker: write(lastListed(readToken(token))) } : {}),
  };
}
