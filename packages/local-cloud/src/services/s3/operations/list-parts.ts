import type { OperationContext } from "../../../kernel/service.ts";
import type { ListPartsRequest } from "../../../models/s3-types.ts";
import { listUploaded, requireUpload } from "../upload.ts";

const MAX_PARTS = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export function listParts(input: ListPartsRequest, context: OperationContext) {
  const upload = requireUpload(context, input);
  const { algorithm, type } = upload.checksum;
  const marker = Number(input.PartNumberMarker ?? 0);
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
