import type { OperationContext } from "../../../kernel/service.ts";
import { listUploaded, requireUpload, type UploadInput } from "../upload.ts";

const MAX_PARTS = 1000;

type Input = UploadInput & { readonly MaxParts?: number; readonly PartNumberMarker?: number };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export function listParts(input: Input, context: OperationContext) {
  const upload = requireUpload(context, input);
  const { algorithm, type } = upload.checksum;
  const marker = input.PartNumberMarker ?? 0;
  const limit = Math.min(input.MaxParts ?? MAX_PARTS, MAX_PARTS);
  const left = listUploaded(context, upload.id).filter(({ number }) => number > marker);
  const page = left.slice(0, limit);
  return {
    Bucket: input.Bucket,
    Key: input.Key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? marker,
    MaxParts: limit,
    IsTruncated: page.length < left.length,
    StorageClass: "STANDARD",
    ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
    Parts: page.map(({ number, modified, size, etag, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(modified),
      ETag: etag,
      Size: size,
      ...(algorithm && { [`Checksum${algorithm}`]: checksum }),
    })),
  };
}
