import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";

/** Filters of an event source mapping or a pipe. A record passes when one of them matches. */
export interface FilterCriteria {
  readonly Filters?: readonly { readonly Pattern?: string | undefined }[] | undefined;
}

/** Compiles filters; no filters let everything pass. Throws `PatternError` and `SyntaxError` for a bad pattern. */
export function recordFilter(criteria: FilterCriteria | undefined): (record: unknown) => boolean {
  const patterns = (criteria?.Filters ?? []).flatMap(({ Pattern }) =>
    Pattern === undefined ? [] : [compile(JSON.parse(Pattern))],
  );
  return record => patterns.length === 0 || patterns.some(pattern => match(pattern, record));
}

/** As `recordFilter`, for queue messages: a pattern on `body` looks into a body that is JSON. */
export function messageFilter(criteria: FilterCriteria | undefined): (message: { readonly body: string }) => boolean {
  const passes = recordFilter(criteria);
  if (!criteria?.Filters?.length) return () => true;
  return message => passes({ ...message, body: parsed(message.body) });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html: a body that is not JSON is matched as text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
