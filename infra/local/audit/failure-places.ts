import type { Graph, GraphResource } from "@tributary/synth/graph";

/** A queue or bucket for failed messages, records or batches. */
export interface FailurePlace {
  readonly arn: string;
  /** Its name in the program. */
  readonly name: string;
  readonly kind: "queue" | "bucket";
  /** Name in the program of the sender; for a rule's target, of the queue that it could not deliver to. */
  readonly from: string;
  readonly what: "dead letters" | "undelivered" | "given up";
}

const QUEUE = "aws:sqs/queue:Queue";
const BUCKET = "aws:s3/bucket:Bucket";

/** Inputs that name a failure place: a redrive policy, a dead-letter queue, a failure destination. */
const FAILURE_INPUT = /^(redrivePolicy|deadLetterConfig|onFailure|onFailures)$/;

/** Every failure place of the graph, found from its wiring, so that later additions are included. */
export function failurePlaces(graph: Graph): FailurePlace[] {
  const byArn = new Map(graph.resources.map(resource => [String(resource.outputs.arn), resource]));
  const places = graph.resources.flatMap(resource =>
    failureArns(resource.inputs).flatMap((arn): FailurePlace[] => {
      const place = byArn.get(arn);
      const kind = place?.type === QUEUE ? "queue" : place?.type === BUCKET ? "bucket" : undefined;
      return place && kind ? [{ arn, name: place.name, kind, ...origin(resource, byArn) }] : [];
    }),
  );
  const distinct = new Map(places.map(place => [`${place.arn} ${place.from} ${place.what}`, place]));
  return [...distinct.values()];
}

function origin(
  { type, name, inputs }: GraphResource,
  byArn: ReadonlyMap<string, GraphResource>,
): Pick<FailurePlace, "from" | "what"> {
  if (type === QUEUE) return { from: name, what: "dead letters" };
  if (type === "aws:cloudwatch/eventTarget:EventTarget")
    return { from: byArn.get(String(inputs.arn))?.name ?? name, what: "undelivered" };
  if (type === "aws:cloudwatch/eventBus:EventBus") return { from: name, what: "undelivered" };
  return { from: name, what: "given up" };
}

/** The ARNs in inputs that name failure places, at any depth; policies are JSON text. */
function failureArns(value: unknown, isBelow = false): string[] {
  if (typeof value === "string") {
    if (isBelow && value.startsWith("arn:")) return [value];
    return isBelow && value.startsWith("{") ? failureArns(JSON.parse(value), true) : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => failureArns(held, isBelow || FAILURE_INPUT.test(key)));
}
