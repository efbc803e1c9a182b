import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { captureChanges } from "@tributary/bus/capture-changes";
import { subscribe } from "@tributary/bus/subscribe";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { consumerPortsIn } from "@tributary/testkit/consumer-ports-in";
import { producerPortsIn } from "@tributary/testkit/producer-ports-in";
import { startGraph } from "@tributary/testkit/start-graph";
import { expect, test } from "vitest";
import { service as consumer, receives } from "#contracts/agenda.operations";
import { service as producer } from "#contracts/visits.operations";
import { entriesIn, handlers } from "../services/agenda/handler.ts";
import { decide } from "../services/visits/item.ts";

/** The program's graph in this process: real AWS clients, no network, a virtual clock, and mishaps on demand. */
function start(mishap: NonNullable<Parameters<typeof startGraph>[0]["mishap"]> = () => undefined) {
  const outcomes: string[] = [];
  const flow = startGraph({
    graph: readGraph("infra/graph.json"),
    mishap,
    functions: parts => ({
      "services/visits/handler.capture": captureChanges({
        service: producer,
        mapping: decide,
        dependencies: () => producerPortsIn(parts, "EventsBus"),
      }),
      "services/agenda/handler.consume": subscribe({
        ...{ service: consumer, receives, handlers },
        dependencies: () => {
          const entries = entriesIn(parts.link("Agenda"), parts.dynamodb);
          const put: typeof entries.put = async (...entry) => {
            const outcome = await entries.put(...entry);
            outcomes.push(outcome);
            return outcome;
          };
          return { ...consumerPortsIn(parts, "Agenda", { service: consumer, receives }), entries: { ...entries, put } };
        },
      }),
    }),
  });
  return {
    ...flow,
    outcomes,
    async putVisit(startsAt: string) {
      const Item = { visitId: { S: "v-1" }, patientId: { S: "p-1" }, startsAt: { S: startsAt } };
      await flow.dynamodb.send(new PutItemCommand({ TableName: flow.link("Visits"), Item }));
    },
    async startsAt() {
      const Key = { subject: { S: "Visit/v-1" }, event: { S: "VisitChanged" } };
      const get = new GetItemCommand({ TableName: flow.link("Agenda"), Key });
      return (await flow.dynamodb.send(get)).Item?.after?.M?.startsAt?.S;
    },
  };
}

test("a visit in the producer's table comes into the consumer's", async () => {
  const flow = start();
  await flow.putVisit("2026-04-01T09:00:00Z");
  await flow.settle();
  expect(await flow.startsAt()).toBe("2026-04-01T09:00:00Z");
  expect([flow.outcomes, flow.thrown]).toEqual([["applied"], []]);
});

test("an event that comes twice is applied once", async () => {
  // The answer to the first publishing is lost, so it is published again.
  let lost = false;
  const flow = start(({ operation }) => {
    if (lost || !operation.endsWith(".PutEvents")) return undefined;
    lost = true;
    return "lose";
  });
  await flow.putVisit("2026-04-01T09:00:00Z");
  await flow.settle();
  expect(await flow.startsAt()).toBe("2026-04-01T09:00:00Z");
  expect(flow.outcomes).toEqual(["applied", "stale"]);
});
