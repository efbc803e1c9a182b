/** https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespaces.html */
const MOST_SEGMENTS = 5;
const SEGMENT = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/;

/** A channel, or with a wildcard all below it. */
export interface ChannelName {
  readonly namespace: string;
  /** `/sst/app/dev/in` */
  readonly path: string;
  readonly isWildcard: boolean;
}

/** Reads `/namespace/segment` or, where wildcards count, `/namespace/*`; undefined when it is no channel. */
export function channelName(text: unknown, { wildcard }: { readonly wildcard: boolean }): ChannelName | undefined {
  if (typeof text !== "string") return undefined;
  const segments = text.replace(/^\/|\/$/g, "").split("/");
  const isWildcard = segments.at(-1) === "*";
  if (isWildcard && !wildcard) return undefined;
  const named = isWildcard ? segments.slice(0, -1) : segments;
  const [namespace] = named;
  if (namespace === undefined || segments.length > MOST_SEGMENTS || !named.every(one => SEGMENT.test(one)))
    return undefined;
  return { namespace, path: `/${named.join("/")}`, isWildcard };
}

/** Whether what is published to a channel reaches a subscription. */
export function reaches(published: ChannelName, subscribed: ChannelName): boolean {
  return subscribed.isWildcard ? published.path.startsWith(`${subscribed.path}/`) : published.path === subscribed.path;
}
