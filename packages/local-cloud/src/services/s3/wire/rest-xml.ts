import { AwsError, unsupported } from "../../../kernel/aws-error.ts";
import type { Wire, WireRequest } from "../../../kernel/wire.ts";
import { XmlMismatch } from "../../../models/read-xml.ts";
import { xmlText } from "../../../models/write-xml.ts";
import { hostOf } from "../../../protocols/request-host.ts";
import { type RestXmlAnswer, restXml } from "../../../protocols/rest-xml.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { readAddress, type S3Address } from "./address.ts";
import { payloadOf, readChunked } from "./aws-chunked.ts";
import { hoistedHeaders } from "./hoisted-headers.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const walker = restXml({
  model: "s3",
  namespace: NAMESPACE,
  // An upload of a browser's form, for it to be refused by name.
  beside: { PostObject: "POST /{Bucket}" },
  refusal: (at, type) =>
    invalidArgument(type === "integer" ? `Provided ${at} not an integer` : `Provided ${at} not a boolean`, at),
});

/** S3's own flavour of REST-XML. See https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export const s3Wire: Wire = {
  claims: (request, signingName) => signingName === "s3" || (signingName === undefined && isPlain(request)),
  decode(request) {
    const address = readAddress(request);
    const operation = operationOf(request, address);
    const { headers, payload } = readPayload(request);
    const all = { ...hoistedHeaders(request.query), ...headers };
    const input = readInput(operation, { query: request.query, headers: all }, payload);
    Object.assign(input, { [hostOf]: request.headers.host });
    if (address.bucket) input.Bucket = address.bucket;
    if (address.key) input.Key = address.key;
    return { operation, input };
  },
  encode(operation, output, requestId) {
    const value = (output ?? {}) as Readonly<Record<string, unknown>>;
    const { status, headers, body } =
      operation === "GetBucketLocation" ? bucketLocation(value) : walker.write(operation, value);
    const isXml = typeof body === "string" && body.startsWith(DECLARATION);
    return {
      status: value.ContentRange ? 206 : status,
      headers: { "x-amz-request-id": requestId, ...(isXml && { "content-type": "application/xml" }), ...headers },
      body,
    };
  },
  encodeError(error, requestId) {
    const refused = error.code === "UnknownOperationException"; // The kernel's refusal, in S3's terms.
    const status = refused ? 501 : error.status;
    const headers = { "content-type": "application/xml", "x-amz-request-id": requestId };
    const { ETag, LastModified, ...members } = error.members;
    if (status === 304)
      return {
        status,
        headers: { ...headers, etag: String(ETag), "last-modified": (LastModified as Date).toUTCString() },
        body: "",
      };
    const code = refused ? "NotImplemented" : error.code;
    const content = { Code: code, Message: error.message, ...members, RequestId: requestId };
    return { status, headers, body: `${DECLARATION}<Error>${elements(content)}</Error>` };
  },
};

/** Requests without a signature: of objects that are open to everyone, and uploads of browsers' forms. No other service reads them. */
function isPlain({ method, headers }: WireRequest): boolean {
  if (headers["x-amz-target"] !== undefined || headers.authorization !== undefined) return false;
  if (method === "POST" && headers["content-type"]?.startsWith("multipart/form-data")) return true;
  return headers["x-amz-content-sha256"] !== undefined || ["GET", "HEAD", "PUT", "DELETE"].includes(method);
}

/** A bucket may stand in the host, so the path that tells the operation is made of the address. */
function operationOf({ method, query, headers }: WireRequest, { bucket, key }: S3Address): string {
  const path = key ? "/bucket/key" : bucket ? "/bucket" : "/";
  const found = walker.route({ method, path, query, headers });
  if (found) return found.operation;
  throw unsupported("S3", `${method} of ${key ? "an object" : bucket ? "a bucket" : "the service"}`);
}

function readInput(
  operation: string,
  request: { readonly query: URLSearchParams; readonly headers: Readonly<Record<string, string>> },
  payload: Uint8Array,
): Record<string, unknown> {
  try {
    const input = walker.read(operation, request, payload);
    if (input) return input;
  } catch (error) {
    throw error instanceof XmlMismatch ? malformedXml(error) : error;
  }
  throw unsupported("S3", operation);
}

/** Its root is the region itself. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function bucketLocation({ LocationConstraint: region }: Readonly<Record<string, unknown>>): RestXmlAnswer {
  const text = region === undefined ? "" : xmlText(String(region));
  const body = `${DECLARATION}<LocationConstraint xmlns="${NAMESPACE}">${text}</LocationConstraint>`;
  return { status: 200, headers: {}, body };
}

function elements(content: Readonly<Record<string, unknown>>): string {
  return Object.entries(content)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${xmlText(String(value))}</${name}>`)
    .join("");
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
