import type { Activity } from "@tributary/local-cloud/kernel/service";
import { entryBytes, type PutEventsRequestEntry } from "@tributary/local-cloud/services/events/puts/put-entries";
import { startFlow } from "../flows/flow.ts";
import { ASSUMED_INVOCATION_SECONDS, FUNCTION_GB, type Item } from "./prices.ts";

/** How much was used of what is paid for. */
export type Amounts = Readonly<Partial<Record<Item, number>>>;

/** The part of a flow that the bus itself is. */
export const BUS = "bus";

/** What billing counts as one, of events and of requests to a queue. */
const CHUNK_BYTES = 64 * 1024;
const GB = 2 ** 30;

const chunks = (bytes: number) => Math.max(1, Math.ceil(bytes / CHUNK_BYTES));

/**
 * A flow whose calls are counted, all that are paid for: by the function that makes them, as the graph names its handler; the
 * bus, its archive and pipes are apart, and what brings messages to a function is that function's. Units of tables are what
 * DynamoDB reports for each call. `took` has what was used since it was last asked.
 */
export function countedFlow(file: string, behaviour?: { readonly cloudTrail: boolean }) {
  const used = new Map<string, Partial<Record<Item, number>>>();
  const add = (part: string, item: Item, amount: number) => {
    const amounts = used.get(part) ?? {};
    amounts[item] = (amounts[item] ?? 0) + amount;
    used.set(part, amounts);
  };
  const flow = startFlow({
    ...{ file, behaviour },
    faults: {
      // Events of AWS's own services cost nothing, and take another way.
      before(service, operation, input) {
        if (service !== "events" || operation !== "PutEvents") return;
        for (const entry of (input as { readonly Entries: readonly PutEventsRequestEntry[] }).Entries) {
          add(BUS, "busEvent", chunks(entryBytes(entry)));
          add(BUS, "archivedGb", entryBytes(entry) / GB);
        }
      },
    },
    answered({ handler, operation }) {
      if (operation.startsWith("healthlake:")) add(handler, "fhirRequest", 1);
      if (operation.startsWith("AmazonSQS.")) add(handler, "queueRequest", 1);
    },
    consumed: (handler, kind, units) => add(handler, kind === "read" ? "readUnit" : "writeUnit", units),
  });

  const { resources } = flow.graph;
  const handlers = new Map(resources.map(({ code, inputs }) => [String(inputs.name), code?.handler ?? ""]));
  const readers = new Map(
    resources
      .filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping")
      .map(({ inputs }) => [
        String(inputs.eventSourceArn).split(":").at(-1),
        handlers.get(String(inputs.functionName)) ?? "",
      ]),
  );
  let heard = 0;
  const hear = ({ kind, name, bodies }: Activity) => {
    const handler = handlers.get(name) ?? name;
    if (kind === "lambda:invoked") {
      add(handler, "lambdaRequest", 1);
      add(handler, "lambdaGbSecond", FUNCTION_GB * ASSUMED_INVOCATION_SECONDS);
    } else if (kind === "sqs:sent") add(readers.get(name) ?? name, "queueRequest", 1);
    else if (kind === "mapping:done" && bodies) {
      // One call received the batch, another deleted it.
      const bytes = bodies().reduce((sum, body) => sum + Buffer.byteLength(body), 0);
      add(handler, "queueRequest", chunks(bytes) + 1);
    } else if (kind === "pipes:read") add(BUS, "pipeRequest", 1);
  };

  return {
    flow,
    took(): ReadonlyMap<string, Amounts> {
      for (const activity of flow.activities.slice(heard)) hear(activity);
      heard = flow.activities.length;
      const took = new Map(used);
      used.clear();
      return took;
    },
  };
}
