import type { CloudContext } from "../../../kernel/service.ts";
import { cloudAddress, type FromHost } from "../../../protocols/request-host.ts";

/** The URL of a queue: `http://<host>/<account>/<name>`. Requests may name any host. */
export function queueUrl(context: CloudContext, input: FromHost, name: string) {
  return `${cloudAddress(input)}/${context.account}/${name}`;
}

/** The ARN of a queue in this cloud. */
export function queueArn(context: CloudContext, name: string): string {
  return `arn:aws:sqs:${context.region}:${context.account}:${name}`;
}

/** The name in a queue's URL; a slash at the end is none of it. */
export function queueNameIn(url: string): string {
  const end = url.endsWith("/") ? url.length - 1 : url.length;
  return url.slice(url.lastIndexOf("/", end - 1) + 1, end);
}
