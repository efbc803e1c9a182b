import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { FunctionCall, Mishap } from "@tributary/testkit/function-network";
import { describe, expect, it } from "vitest";
import { startFlow } from "./flow.ts";
import { itemsWritten } from "./table-writes.ts";

const mishaps: readonly Mishap[] = ["refuse", "lose", "crash before", "crash after"];
const ways = [
  ["stream", "infra/graph.json"],
  ["pipe", "infra/graph.pipe.json"],
] as const;

/** Runs a script of changes, with a mishap at the calls chosen, to its end; tells how that differs from what it should. */
async function play(file: string, mishap: (index: number, call: FunctionCall) => Mishap | undefined) {
  const effects = new Map<string, number>();
  let calls = 0;
  const flow = startFlow({
    file,
    mishap: call => mishap(calls++, call),
    answered({ operation, body }, _status, answer) {
      for (const { eventId } of itemsWritten("Timeline", operation, body, answer))
        effects.set(eventId?.S ?? "", (effects.get(eventId?.S ?? "") ?? 0) + 1);
    },
  });
  await flow.putPatient("changed", "First");
  await flow.putPatient("poison", "Poison", { itemType: { S: "Invoice" } });
  await flow.putPatient("deleted", "First");
  await flow.putPatient("invalid", "Invalid", { birthDate: { S: "yesterday" } });
  await flow.putPatient("changed", "Second");
  await flow.deletePatient("deleted");
  await flow.settle();

  const { Contents = [] } = await flow.s3.send(new ListObjectsV2Command({ Bucket: flow.link("Quarantine") }));
  const queues = flow.graph.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
  const left = queues.filter(({ name }) => !name.startsWith("QuarantineReports")).map(({ id }) => messagesAt(flow, id));
  const end = {
    changed: await flow.familyName("changed"),
    deleted: await flow.familyName("deleted"),
    poison: await flow.familyName("poison"),
    invalid: await flow.familyName("invalid"),
    quarantined: Contents.length,
    reported: (await flow.messagesIn("QuarantineReports")) >= 2,
    left: (await Promise.all(left)).reduce((sum, count) => sum + count, 0),
    twice: [...effects].filter(([, count]) => count > 1),
  };
  await flow.cloud.stop();
  return { calls, end, effects: effects.size };
}

async function messagesAt(flow: ReturnType<typeof startFlow>, queueUrl: string): Promise<number> {
  const { Attributes = {} } = (await flow.cloud.context.call("sqs", "GetQueueAttributes", {
    QueueUrl: queueUrl,
    AttributeNames: ["All"],
  })) as { Attributes?: Record<string, string> };
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
}

const model = {
  changed: "Second",
  deleted: "deleted",
  poison: undefined,
  invalid: undefined,
  quarantined: 2,
  reported: true,
  left: 0,
  twice: [],
};

describe.each(ways)("capture by %s", (_way, file) => {
  it("ends as the model says when nothing happens", async () => {
    const { calls, end, effects } = await play(file, () => undefined);
    expect(end).toEqual(model);
    expect(effects).toBe(4);
    expect(calls).toBeGreaterThan(7);
  });

  it.each(mishaps)("ends the same whichever single call of a function meets with: %s", async mishap => {
    for (let point = 0, calls = 1; point < calls; point++) {
      let hit: FunctionCall | undefined;
      const played = await play(file, (index, call) => {
        if (index !== point) return undefined;
        hit = call;
        return mishap;
      });
      calls = Math.max(calls, played.calls);
      expect(played.end, `${mishap} at call ${point}: ${hit?.handler} ${hit?.operation}`).toEqual(model);
    }
  });

  it("ends the same when every fifth call meets with something", async () => {
    let seed = 11;
    const next = () => (seed = (seed * 16_807) % 2_147_483_647);
    for (let round = 0; round < 20; round++) {
      let left = 4; // Fewer than would use up the receptions of the queue: then dead letters would be right.
      const played = await play(file, () => (next() % 5 === 0 && left-- > 0 ? mishaps[next() % 4] : undefined));
      expect(played.end).toEqual(model);
    }
  });
});
