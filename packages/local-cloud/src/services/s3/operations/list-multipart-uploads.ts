import type { OperationContext } from "../../../kernel/service.ts";
import type { ListMultipartUploadsRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { invalidArgument } from "../errors.ts";

/** A page holds at most this many. */
const MAX_UPLOADS = 1000;
interface Row {
  readonly id: string;
  readonly key: string;
  readonly started: number;
  readonly checksum_algorithm: string | null;
  readonly checksum_type: string | null;
}

/** By key, and those of a key by their start. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export function listMultipartUploads(input: ListMultipartUploadsRequest, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const { Prefix = "", Delimiter = "", KeyMarker = "", UploadIdMarker, EncodingType } = input;
  const asked = input.MaxUploads ?? MAX_UPLOADS;
  if (asked < 1)
    throw invalidArgument("Argument max-uploads must be an integer between 1 and 2147483647", "max-uploads");
  const limit = Math.min(asked, MAX_UPLOADS);
  const all = context.store
    .prepare(
      `SELECT id, key, started, checksum_algorithm, checksum_type FROM s3_uploads
       WHERE bucket = ? AND substr(key, 1, ?) = ? ORDER BY key, started, id`,
    )
    .all(name, [...Prefix].length, Prefix) as unknown as Row[];
  const marked = all.findIndex(({ id, key }) => key === KeyMarker && id === UploadIdMarker);
  const isListed = ({ key }: Row, index: number) =>
    key > KeyMarker || (key === KeyMarker && marked >= 0 && index > marked);
  const uploads: Row[] = [];
  const prefixes: string[] = [];
  let last: Row | undefined;
  let isTruncated = false;
  for (const row of all.filter(isListed)) {
    const end = Delimiter === "" ? -1 : row.key.indexOf(Delimiter, Prefix.length);
    const folded = end < 0 ? undefined : row.key.slice(0, end + Delimiter.length);
    // What the page before folded ends with a key that was folded: its prefix is not listed again.
    if (folded !== undefined && (folded === prefixes.at(-1) || (KeyMarker !== "" && KeyMarker.startsWith(folded)))) {
      last = row;
      continue;
    }
    isTruncated = uploads.length + prefixes.length >= limit;
    if (isTruncated) break;
    if (folded === undefined) uploads.push(row);
    else prefixes.push(folded);
    last = row;
  }
  const write = (text: string) => (EncodingType === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text);
  return {
    Bucket: name,
    KeyMarker: write(KeyMarker),
    UploadIdMarker: UploadIdMarker ?? "",
    ...(isTruncated && last && { NextKeyMarker: write(last.key), NextUploadIdMarker: last.id }),
    ...(Prefix !== "" && { Prefix: write(Prefix) }),
    ...(Delimiter !== "" && { Delimiter: write(Delimiter) }),
    ...(EncodingType !== undefined && { EncodingType }),
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Uploads: uploads.map(row => ({
      UploadId: row.id,
      Key: write(row.key),
      Initiated: new Date(row.started),
      StorageClass: "STANDARD",
      Owner: { ID: context.account },
      Initiator: { ID: context.account },
      ...(row.checksum_algorithm !== null && {
        ChecksumAlgorithm: row.checksum_algorithm,
        ChecksumType: row.checksum_type,
      }),
    })),
    CommonPrefixes: prefixes.map(prefix => ({ Prefix: write(prefix) })),
  };
}
