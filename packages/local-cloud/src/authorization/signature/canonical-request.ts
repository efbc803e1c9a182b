import type { WireRequest } from "../../kernel/wire.ts";

/**
 * The canonical form of a request that signatures are made of.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(
  { method, path, query, headers }: WireRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  isS3: boolean,
): string {
  let lines = "";
  for (const name of signedHeaders) lines += `${name}:${(headers[name] ?? "").trim().replace(/ {2,}/g, " ")}\n`;
  return `${method}\n${isS3 ? onceEncoded(path) : twiceEncoded(path)}\n${canonicalQuery(query)}\n${lines}\n${signedHeaders.join(";")}\n${payloadHash}`;
}

/** S3 takes the path as it is, each character encoded once, however the client has encoded it. */
function onceEncoded(path: string): string {
  return path
    .split("/")
    .map(segment => encode(decoded(segment)))
    .join("/");
}

/** Other services encode once more what came, without empty segments and dots. */
function twiceEncoded(path: string): string {
  if (path === "/" || path === "") return "/";
  const segments: string[] = [];
  for (const segment of path.split("/"))
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  return `/${segments.join("/")}${segments.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: URLSearchParams): string {
  if (query.size === 0) return "";
  const pairs: [string, string][] = [];
  for (const [name, value] of query) if (name !== "X-Amz-Signature") pairs.push([encode(name), encode(value)]);
  return pairs
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(pair => pair.join("="))
    .join("&");
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** All but unreserved characters, as RFC 3986 has them. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
