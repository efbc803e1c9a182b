import type { Graph, GraphResource } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";

/** Every place of the graph that may keep data of a subject, including resources added later. */
export interface ErasurePlaces {
  /** Names in the program. */
  readonly tables: readonly string[];
  readonly queues: readonly QueuePlace[];
  /** Buckets linked to functions or used for failures; not those of access and call logs. */
  readonly buckets: readonly string[];
  /** Physical names: they follow from the stage's. */
  readonly archives: readonly string[];
}

/** A queue of the program. */
export interface QueuePlace {
  readonly name: string;
  /** Its reader, if any, which empties it. */
  readonly reader?: string;
  /** Retention of its messages. */
  readonly retentionSeconds: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_RETENTION_SECONDS = 4 * 24 * 60 * 60;

/** Every place of the graph. */
export function erasurePlaces(graph: Graph): ErasurePlaces {
  const of = (type: string) => graph.resources.filter(resource => resource.type === type);
  const readers = new Map(queueReaders(graph).map(({ arn, reader }) => [arn, reader]));
  const linked = new Set(graph.resources.flatMap(({ code }) => code?.links ?? []));
  const failing = JSON.stringify(graph.resources.map(({ inputs }) => inputs.destinationConfig ?? null));
  return {
    tables: of("aws:dynamodb/table:Table").map(nameOf),
    queues: of("aws:sqs/queue:Queue").map(queue => {
      const reader = readers.get(String(queue.outputs.arn));
      const retentionSeconds = Number(queue.inputs.messageRetentionSeconds ?? DEFAULT_RETENTION_SECONDS);
      return { name: nameOf(queue), ...(reader !== undefined && { reader }), retentionSeconds };
    }),
    buckets: of("aws:s3/bucket:Bucket")
      .filter(bucket => linked.has(nameOf(bucket)) || failing.includes(JSON.stringify(bucket.outputs.arn)))
      .map(nameOf),
    archives: of("aws:cloudwatch/eventArchive:EventArchive").map(({ id }) => id),
  };
}

function nameOf({ parent, name }: GraphResource): string {
  return parent ?? name;
}
