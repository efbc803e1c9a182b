import { AwsError } from "../../../kernel/aws-error.ts";
import type { WireRequest } from "../../../kernel/wire.ts";

/** The bucket and key of a request. Empty if it names none. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/** Hosts under which a bucket's name may stand in front: AWS's own, and those that resolve to this machine. */
const virtualHost = /^(?<bucket>[a-z0-9][a-z0-9.-]+)\.(?:s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com|localhost|local)$/;
const serviceHost = /^s3(?:[.-]|$)/;

/** Bucket and key of a request, path-style or virtual-hosted. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function readAddress(request: WireRequest): S3Address {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const path = decode(request.path.replace(/^\//, ""));
  const hosted = serviceHost.test(host) ? undefined : virtualHost.exec(host)?.groups?.bucket;
  if (hosted) return { bucket: hosted, key: path };
  const slash = path.indexOf("/");
  return slash < 0 ? { bucket: path, key: "" } : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.", { cause });
  }
}
