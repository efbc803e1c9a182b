import { AwsError } from "../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../kernel/service.ts";
import { countAfter, hasAfter } from "../services/dynamodb/stream-log.ts";
import { countMessages, isEmptyQueue, releaseReceived } from "../services/sqs/queue.ts";
import { followAll } from "./follow-all.ts";
import type { Poller } from "./poller.ts";
import { positions } from "./positions.ts";

/** The source of a reader, and how it reads. */
export interface ReaderSource {
  /** The reader's name among its kind. */
  readonly key: string;
  readonly sourceArn: string;
  /** Readers of a stream side by side. */
  readonly lanes: number;
  /** Name under which a queue's messages are received. */
  readonly receiver: string;
}

/** Event source mappings, or pipes: what is read from a queue or a stream while it is on. */
export interface ReaderKind<Reader> {
  readonly engine: string;
  /** Notified when a reader was made, changed or removed. */
  readonly signal: string;
  readonly service: "lambda" | "pipes";
  all(): readonly Reader[];
  isOn(reader: Reader): boolean;
  source(reader: Reader): ReaderSource;
  start(reader: Reader): readonly Poller[];
  /** How long a process that died may still hold its messages of a queue, in milliseconds. */
  releaseAfter(reader: Reader): number;
}

/** Runs the readers of a kind that are on, following their changes. */
export function readerEngine<Reader>(context: CloudContext, kind: ReaderKind<Reader>): Engine {
  const on = () => kind.all().filter(kind.isOn);
  const sources = () => on().map(kind.source);
  const at = positions(context, kind.service);
  const positionsOf = ({ key, lanes }: ReaderSource) => Array.from({ length: lanes }, (_, lane) => at.read(key, lane));
  const pendingOf = (source: ReaderSource) => {
    const { sourceArn } = source;
    if (!isQueue(source)) return Math.max(...positionsOf(source).map(after => countAfter(context, sourceArn, after)));
    const { visible, inFlight, delayed } = countMessages(context, sourceArn);
    return visible + inFlight + delayed;
  };
  const isBusy = (source: ReaderSource) => {
    if (isQueue(source)) return !isEmptyQueue(context, source.sourceArn);
    return positionsOf(source).some(after => hasAfter(context, source.sourceArn, after));
  };
  const release = (reader: Reader) => {
    const { sourceArn, receiver } = kind.source(reader);
    const notLaterThan = context.clock.now() + kind.releaseAfter(reader);
    releaseReceived(context, { queueArn: sourceArn, receiver, notLaterThan });
  };
  const { signal, start } = kind;
  const follower = followAll<Reader>({ context, signal, wanted: on, key: reader => kind.source(reader).key, start });
  return {
    name: kind.engine,
    start() {
      for (const reader of kind.all()) if (isQueue(kind.source(reader))) attempt(() => release(reader));
      follower.start();
    },
    stop: follower.stop,
    pending: () => sources().reduce((sum, source) => sum + (attempt(() => pendingOf(source)) ?? 0), 0),
    busy: () => sources().some(source => attempt(() => isBusy(source)) ?? false),
  };
}

function isQueue({ sourceArn }: ReaderSource): boolean {
  return sourceArn.split(":")[2] === "sqs";
}

/** Undefined when the reader's source or function does not exist: nothing can be pending there. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
