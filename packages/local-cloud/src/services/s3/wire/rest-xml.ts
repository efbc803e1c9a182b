import { AwsError, unsupported } from "../../../kernel/aws-error.ts";
import type { Wire, WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { hostOf } from "../../../protocols/request-host.ts";
import { readAddress } from "./address.ts";
import { payloadOf, readChunked } from "./aws-chunked.ts";
import { hoistedHeaders, readMembers, writeHeaders } from "./bindings.ts";
import { responses } from "./responses.ts";
import { routes } from "./routes.ts";
import { readXml, writeErrorXml, writeXml } from "./xml.ts";

/** Members that the XML body of a request becomes. */
const payloads: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: "MultipartUpload",
  CreateBucket: "CreateBucketConfiguration",
  DeleteObjects: "Delete",
  PutBucketEncryption: "ServerSideEncryptionConfiguration",
  PutBucketLifecycleConfiguration: "LifecycleConfiguration",
  PutBucketVersioning: "VersioningConfiguration",
  PutPublicAccessBlock: "PublicAccessBlockConfiguration",
};

/** Members that stand in headers although the operation answers with a document. */
const besideDocument = [
  "ChecksumAlgorithm",
  "ChecksumType",
  "CopySourceVersionId",
  "ServerSideEncryption",
  "SSEKMSKeyId",
  "BucketKeyEnabled",
  "VersionId",
];

/** S3's own flavour of REST-XML. See https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export const s3Wire: Wire = {
  claims: (request, signingName) => signingName === "s3" || (signingName === undefined && isPlain(request)),
  decode(request) {
    const address = readAddress(request);
    const operation = operationOf(request, address.key ? "object" : address.bucket ? "bucket" : "service");
    const { headers, payload } = readPayload(request);
    const input: Record<string, unknown> = readMembers({ ...hoistedHeaders(request.query), ...headers }, request.query);
    Object.assign(input, { [hostOf]: request.headers.host });
    if (address.bucket) input.Bucket = address.bucket;
    if (address.key) input.Key = address.key;
    const member = payloads[operation];
    if (operation === "PutObject" || operation === "UploadPart") input.Body = payload;
    else if (operation === "PutBucketPolicy") input.Policy = Buffer.from(payload).toString("utf8");
    else if (member && payload.length > 0) input[member] = readXml(payload);
    return { operation, input };
  },
  encode(operation, output, requestId) {
    const value = (output ?? {}) as Readonly<Record<string, unknown>>;
    const { status = 200, root, content, raw } = responses[operation] ?? {};
    const headers = writeHeaders(root ? pick(value, besideDocument) : value);
    const response = (body: Uint8Array | string, type?: string): WireResponse => ({
      status: value.ContentRange ? 206 : status,
      headers: { "x-amz-request-id": requestId, ...(type ? { "content-type": type } : {}), ...headers },
      body,
    });
    if (root) {
      const held = typeof content === "string" ? value[content] : content ? content(value as never) : value;
      return response(writeXml(root, held), "application/xml");
    }
    return raw ? response((value[raw] ?? "") as Uint8Array | string) : response("");
  },
  encodeError(error, requestId) {
    const refused = error.code === "UnknownOperationException"; // The kernel's refusal, in S3's terms.
    const status = refused ? 501 : error.status;
    const code = refused ? "NotImplemented" : error.code;
    return {
      status,
      headers: {
        "content-type": "application/xml",
        "x-amz-request-id": requestId,
        ...(status === 304 && writeHeaders(error.members)),
      },
      body:
        status === 304
          ? ""
          : writeErrorXml({ Code: code, Message: error.message, ...error.members, RequestId: requestId }),
    };
  },
};

/**
 * Requests without a signature that names a service: anonymous ones of S3 clients, URLs presigned by version 2, and uploads
 * of browsers' forms.
 */
function isPlain({ method, headers, query }: WireRequest): boolean {
  if (headers["x-amz-target"] !== undefined) return false;
  if (method === "POST" && headers["content-type"]?.startsWith("multipart/form-data")) return true;
  return headers["x-amz-content-sha256"] !== undefined || query.has("AWSAccessKeyId");
}

function operationOf(request: WireRequest, on: "service" | "bucket" | "object"): string {
  const found = routes.find(
    route =>
      route.method === request.method &&
      route.on === on &&
      (route.query === undefined || request.query.has(route.query)) &&
      (route.header === undefined || request.headers[route.header] !== undefined),
  );
  if (!found) throw unsupported("S3", `${request.method} of a ${on}`);
  return found.operation;
}

function readPayload(request: WireRequest): { headers: Readonly<Record<string, string>>; payload: Uint8Array } {
  const { "content-encoding": encoding, "content-length": _length, ...rest } = request.headers;
  const chunked = request.headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ?? false;
  const encodings = (encoding ?? "")
    .split(",")
    .map(name => name.trim())
    .filter(name => name !== "" && name !== "aws-chunked");
  const headers = encodings.length > 0 ? { ...rest, "content-encoding": encodings.join(",") } : rest;
  if (!chunked) return { headers, payload: request.body };
  const unchunked = readChunked(request.body);
  const payload = payloadOf(unchunked);
  const declared = Number(request.headers["x-amz-decoded-content-length"] ?? payload.length);
  if (declared !== payload.length) throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
  return { headers: { ...headers, ...unchunked.trailers }, payload };
}

function pick(value: Readonly<Record<string, unknown>>, members: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(members.map(member => [member, value[member]]));
}
