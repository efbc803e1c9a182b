/**
 * What a signature in a URL is made of, and its client: no headers of the request. Nor are checksums, which S3 ignores in a URL,
 * as its users report: those of an SDK are of the body that it did not have. https://github.com/localstack/localstack/issues/12169
 */
const notHoisted =
  /^x-amz-(algorithm|content-sha256|credential|date|expires|security-token|signature|signedheaders|user-agent|(sdk-)?checksum-.*)$/;

/** The headers that a presigned URL carries in its query. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export function hoistedHeaders(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    const lowered = name.toLowerCase();
    if (lowered.startsWith("x-amz-") && !notHoisted.test(lowered)) headers[lowered] = value;
  }
  return headers;
}
