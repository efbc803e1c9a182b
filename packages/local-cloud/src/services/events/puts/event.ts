import { uuid } from "../../../kernel/random.ts";
import type { CloudContext } from "../../../kernel/service.ts";

/** An event as rules see it and targets get it. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface Event {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: object;
  /** Of a replayed event only. */
  readonly "replay-name"?: string;
}

/** An event with its JSON text; the detail in it is as the sender wrote it, so that no number loses digits. */
export interface WrittenEvent {
  readonly event: Event;
  readonly text: string;
  /** The X-Ray trace of its sender, which queues get beside the event; archives do not keep it. */
  readonly trace?: string | undefined;
}

/**
 * The content of a valid PutEvents entry. `detail` is a JSON object's text, `parsed` its value, `time` in seconds since the
 * epoch.
 */
export interface EventParts {
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  readonly parsed: object;
  readonly resources: readonly string[];
  readonly time: number | undefined;
}

/** Puts an event into its envelope, with a new id. */
export function writeEvent(context: CloudContext, parts: EventParts): WrittenEvent {
  const milliseconds = parts.time === undefined ? context.clock.now() : parts.time * 1000;
  const head = {
    version: "0" as const,
    id: uuid(context.random),
    "detail-type": parts.detailType,
    source: parts.source,
    account: context.account,
    time: `${new Date(milliseconds).toISOString().slice(0, 19)}Z`,
    region: context.region,
    resources: parts.resources,
  };
  return {
    event: { ...head, detail: parts.parsed },
    text: `${JSON.stringify(head).slice(0, -1)},"detail":${parts.detail.trim()}}`,
  };
}
