/** The fields of a sent event that a statement needs. */
export interface SentEvent {
  readonly source: string;
  readonly detailType: string;
}

/** One statement of an identity policy that allows; `conditions` must all hold. */
export interface PutEventsStatement {
  readonly actions: readonly ["events:PutEvents"];
  readonly conditions: readonly {
    readonly test: "StringEquals";
    readonly variable: "events:source" | "events:detail-type";
    readonly values: readonly string[];
  }[];
}

/**
 * The least privilege to put exactly these events on one bus, whose ARN is the statement's only resource; undefined for
 * none. `StringEquals` refuses a call with an entry that does not match, and one without the key.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function putEventsStatement(events: readonly SentEvent[]): PutEventsStatement | undefined {
  if (events.length === 0) return undefined;
  return {
    actions: ["events:PutEvents"],
    conditions: [
      { test: "StringEquals", variable: "events:source", values: unique(events.map(({ source }) => source)) },
      { test: "StringEquals", variable: "events:detail-type", values: unique(events.map(each => each.detailType)) },
    ],
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();
