import { AwsError } from "../../../kernel/aws-error.ts";

type Kind = "text" | "number" | "boolean" | "date";

/** HTTP header, API member, and how the value is written. */
const headerMembers: readonly (readonly [header: string, member: string, kind?: Kind])[] = [
  ["cache-control", "CacheControl"],
  ["content-disposition", "ContentDisposition"],
  ["content-encoding", "ContentEncoding"],
  ["content-language", "ContentLanguage"],
  ["content-length", "ContentLength", "number"],
  ["content-md5", "ContentMD5"],
  ["content-range", "ContentRange"],
  ["content-type", "ContentType"],
  ["accept-ranges", "AcceptRanges"],
  ["etag", "ETag"],
  ["expires", "Expires"],
  ["if-match", "IfMatch"],
  ["if-modified-since", "IfModifiedSince", "date"],
  ["if-none-match", "IfNoneMatch"],
  ["if-unmodified-since", "IfUnmodifiedSince", "date"],
  ["last-modified", "LastModified", "date"],
  ["location", "Location"],
  ["range", "Range"],
  ["x-amz-acl", "ACL"],
  ["x-amz-bucket-region", "BucketRegion"],
  ["x-amz-checksum-algorithm", "ChecksumAlgorithm"],
  ["x-amz-checksum-crc32", "ChecksumCRC32"],
  ["x-amz-checksum-crc32c", "ChecksumCRC32C"],
  ["x-amz-checksum-crc64nvme", "ChecksumCRC64NVME"],
  ["x-amz-checksum-mode", "ChecksumMode"],
  ["x-amz-checksum-sha1", "ChecksumSHA1"],
  ["x-amz-checksum-sha256", "ChecksumSHA256"],
  ["x-amz-checksum-type", "ChecksumType"],
  ["x-amz-copy-source", "CopySource"],
  ["x-amz-copy-source-if-match", "CopySourceIfMatch"],
  ["x-amz-copy-source-if-modified-since", "CopySourceIfModifiedSince", "date"],
  ["x-amz-copy-source-if-none-match", "CopySourceIfNoneMatch"],
  ["x-amz-copy-source-if-unmodified-since", "CopySourceIfUnmodifiedSince", "date"],
  ["x-amz-copy-source-range", "CopySourceRange"],
  ["x-amz-copy-source-version-id", "CopySourceVersionId"],
  ["x-amz-delete-marker", "DeleteMarker", "boolean"],
  ["x-amz-expected-bucket-owner", "ExpectedBucketOwner"],
  ["x-amz-metadata-directive", "MetadataDirective"],
  ["x-amz-mp-parts-count", "PartsCount", "number"],
  ["x-amz-object-ownership", "ObjectOwnership"],
  ["x-amz-sdk-checksum-algorithm", "ChecksumAlgorithm"],
  ["x-amz-server-side-encryption", "ServerSideEncryption"],
  ["x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId"],
  ["x-amz-server-side-encryption-bucket-key-enabled", "BucketKeyEnabled", "boolean"],
  ["x-amz-storage-class", "StorageClass"],
  ["x-amz-version-id", "VersionId"],
];

const queryMembers: Readonly<Record<string, string>> = {
  "continuation-token": "ContinuationToken",
  delimiter: "Delimiter",
  "encoding-type": "EncodingType",
  "fetch-owner": "FetchOwner",
  "key-marker": "KeyMarker",
  marker: "Marker",
  "max-keys": "MaxKeys",
  "max-parts": "MaxParts",
  "max-uploads": "MaxUploads",
  "part-number-marker": "PartNumberMarker",
  partNumber: "PartNumber",
  prefix: "Prefix",
  "response-cache-control": "ResponseCacheControl",
  "response-content-disposition": "ResponseContentDisposition",
  "response-content-encoding": "ResponseContentEncoding",
  "response-content-language": "ResponseContentLanguage",
  "response-content-type": "ResponseContentType",
  "response-expires": "ResponseExpires",
  "start-after": "StartAfter",
  "upload-id-marker": "UploadIdMarker",
  uploadId: "UploadId",
  "version-id-marker": "VersionIdMarker",
  versionId: "VersionId",
};
const numbers = new Set(["MaxKeys", "MaxParts", "MaxUploads", "PartNumber", "PartNumberMarker"]);

/** Headers that would change what happens and that the local cloud does not act upon; an object ACL of `private` is what there is. */
const refused =
  /^x-amz-(tagging|object-lock-|bucket-object-lock|grant-|write-offset-bytes|website-redirect-location|mfa$|bypass-governance|rename-source|copy-source-server-side-encryption-customer|server-side-encryption-customer|if-match-)/;

/**
 * What a signature in a URL is made of, and its client: no headers of the request. Nor are checksums, which S3 ignores in a URL,
 * as its users report: those of an SDK are of the body that it did not have. https://github.com/localstack/localstack/issues/12169
 */
const notHoisted =
  /^x-amz-(algorithm|content-sha256|credential|date|expires|security-token|signature|signedheaders|user-agent|(sdk-)?checksum-.*)$/;

/** The headers that a presigned URL carries in its query. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export function hoistedHeaders(query: URLSearchParams): Record<string, string> {
  const named = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(named.filter(([name]) => name.startsWith("x-amz-") && !notHoisted.test(name)));
}

/** Members of an input that come from headers and query. Headers for what is not supported are refused. */
export function readMembers(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const metadata: [string, string][] = [];
  for (const [header, value] of Object.entries(headers)) {
    if (refused.test(header)) throw unsupportedHeader(header);
    if (header.startsWith("x-amz-meta-")) metadata.push([header.slice("x-amz-meta-".length), value]);
  }
  if (headers["x-amz-acl"] !== undefined && !/^(private|bucket-owner-full-control)$/.test(headers["x-amz-acl"]))
    throw unsupportedHeader("x-amz-acl");
  for (const [header, member, kind] of headerMembers) {
    const value = headers[header];
    if (value !== undefined) members[member] = readValue(value, kind, header);
  }
  for (const [parameter, value] of query) {
    const member = queryMembers[parameter];
    if (member) members[member] = numbers.has(member) ? readValue(value, "number", parameter) : value;
  }
  if (metadata.length > 0) members.Metadata = Object.fromEntries(metadata);
  return members;
}

/** Headers that say what an output says. Members without a header are left to the body. */
export function writeHeaders(output: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [header, member, kind] of headerMembers) {
    const value = output[member];
    if (value === undefined || header === "x-amz-sdk-checksum-algorithm") continue;
    headers[header] = kind === "date" ? (value as Date).toUTCString() : String(value);
  }
  const metadata = (output.Metadata ?? {}) as Record<string, string>;
  for (const [name, value] of Object.entries(metadata)) headers[`x-amz-meta-${name}`] = value;
  return headers;
}

function readValue(text: string, kind: Kind | undefined, name: string): unknown {
  if (kind === "boolean") return text === "true";
  if (kind === "date") return new Date(text);
  if (kind !== "number") return text;
  if (!/^-?\d+$/.test(text)) throw new AwsError("InvalidArgument", `Provided ${name} not an integer`);
  return Number(text);
}

function unsupportedHeader(header: string): AwsError {
  return new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented.", {
    status: 501,
    members: { Header: header },
  });
}
