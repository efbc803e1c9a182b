import { AwsError } from "../../kernel/aws-error.ts";
import { type Algorithm, type Checksums, checksumOf, givenAlgorithms, readAlgorithm } from "./checksums.ts";

/** How the checksum of a multipart upload's object is made: of the checksums of its parts, or of all its bytes. */
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** The checksum that an upload was made with; neither is set where the caller asked for none. */
export interface UploadChecksum {
  readonly algorithm: Algorithm | null;
  readonly type: ChecksumType | null;
}

/** Which types an algorithm has, its default first. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
const TYPES: Readonly<Record<Algorithm, readonly ChecksumType[]>> = {
  CRC32: ["COMPOSITE", "FULL_OBJECT"],
  CRC32C: ["COMPOSITE", "FULL_OBJECT"],
  CRC64NVME: ["FULL_OBJECT"],
  SHA1: ["COMPOSITE"],
  SHA256: ["COMPOSITE"],
};

/** The checksum that a new upload asks for. */
export function askedChecksum(algorithmName: string | undefined, type: string | undefined): UploadChecksum {
  if (algorithmName === undefined) {
    if (type !== undefined)
      throw new AwsError(
        "InvalidRequest",
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
      );
    return { algorithm: null, type: null };
  }
  const algorithm = readAlgorithm(algorithmName);
  const chosen = type === undefined ? TYPES[algorithm][0] : TYPES[algorithm].find(known => known === type);
  if (!chosen)
    throw new AwsError(
      "InvalidRequest",
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm, type: chosen };
}

/** Refuses a part whose checksum is of another algorithm than its upload's. */
export function refuseOtherAlgorithm({ algorithm }: UploadChecksum, given: Checksums): void {
  const other = givenAlgorithms(given).find(name => name !== algorithm);
  if (algorithm !== null && other !== undefined)
    throw new AwsError(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${other.toLowerCase()}`,
    );
}

/** A part as the request to complete its upload names it. */
export type NamedPart = Checksums & { readonly PartNumber?: number | undefined };

/** Refuses a completion that leaves out the checksum of a part, or gives another one than the part has. */
export function checkPartChecksums(
  { algorithm, type }: UploadChecksum,
  named: readonly NamedPart[],
  checksums: readonly (string | null)[],
): void {
  if (algorithm === null) return;
  for (const [index, part] of named.entries()) {
    const given = part[`Checksum${algorithm}`];
    if (given === undefined && type === "COMPOSITE")
      throw new AwsError(
        "InvalidRequest",
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.PartNumber} in the request.`,
      );
    if (given !== undefined && given !== checksums[index])
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { members: { PartNumber: part.PartNumber } },
      );
  }
}

/** The checksum members of a composite checksum: the checksum of those of the parts, and how many there are. */
export function compositeChecksum(
  algorithm: Algorithm,
  parts: readonly (string | null)[],
  given: Checksums,
): Checksums & { readonly ChecksumType: ChecksumType } {
  const digests = Buffer.concat(parts.map(part => Buffer.from(part ?? "", "base64")));
  const value = `${checksumOf(algorithm, digests)}-${parts.length}`;
  const expected = given[`Checksum${algorithm}`];
  if (expected !== undefined && expected !== value && `${expected}-${parts.length}` !== value)
    throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
  return { [`Checksum${algorithm}`]: value, ChecksumType: "COMPOSITE" };
}
