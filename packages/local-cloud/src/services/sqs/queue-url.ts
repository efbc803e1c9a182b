import type { CloudContext } from "../../kernel/service.ts";

/** Where the wire format leaves the host that the request came in by, so that queue URLs lead back to it. */
export const hostOf: unique symbol = Symbol("host");

/** Host of queue URLs for calls that came in by none. */
const DEFAULT_HOST = "localhost:4566";

/** The URL of a queue: `http://<host>/<account>/<name>`. Requests may name any host. */
export function queueUrl(context: CloudContext, input: { readonly [hostOf]?: string | undefined }, name: string) {
  return `http://${input[hostOf] ?? DEFAULT_HOST}/${context.account}/${name}`;
}

/** The ARN of a queue in this cloud. */
export function queueArn(context: CloudContext, name: string): string {
  return `arn:aws:sqs:${context.region}:${context.account}:${name}`;
}
