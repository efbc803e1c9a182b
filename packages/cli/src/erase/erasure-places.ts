import type { Graph, GraphResource } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";

/** Where a stage may keep something of a subject, by the graph: whatever is added to the program is among it. */
export interface ErasurePlaces {
  /** Names in the program. */
  readonly tables: readonly string[];
  readonly queues: readonly QueuePlace[];
  /** Buckets that functions are linked to, or that take what failed; logs of access and of calls are not among them. */
  readonly buckets: readonly string[];
  /** Physical names: they follow from the stage's. */
  readonly archives: readonly string[];
}

/** A queue of the program. */
export interface QueuePlace {
  readonly name: string;
  /** What reads it, if anything does: then it empties by itself. */
  readonly reader?: string;
  /** For how long it keeps a message. */
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
