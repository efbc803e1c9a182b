import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createVersionPublisher } from "../versions/publish-versions.ts";
import { publisherBench } from "../versions/publish-versions-fixture.ts";
import type { NoticeOutcome, ResourceNotice } from "../versions/resource-notice.ts";
import { dynamodbLedger } from "./dynamodb-ledger.ts";
import { LEASE_MS } from "./ledger.ts";
import { ledgerTable } from "./ledger-fixture.ts";

/** What a call of statements meets; "throttle" meets every second of its statements, at random which. */
const faults = ["fail", "fail after its effect", "repeat", "throttle"] as const;
type Fault = (typeof faults)[number];

const ids = Array.from({ length: 6 }, (_, index) => `p-${index}`);
const someIds = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 });
const notice = (id: string): ResourceNotice => ({ resourceType: "Patient", id, origin: "subscription" });
const turn = () => new Promise<void>(resolve => setImmediate(resolve));

/** By number of the call of statements, which several steps make. */
const script = fc.array(fc.option(fc.constantFrom(...faults), { freq: 2 }), { maxLength: 30 });
const step = fc.record({ write: someIds, one: someIds, other: someIds });

test("whatever the statements of two invocations meet that have resources in common, each version is published once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), script, async (steps, met) => {
      const world = publisherBench();
      const { client, table } = await ledgerTable();
      /** Confirmations that did not come to the ledger: what they were for is published again, as the same events. */
      let unconfirmed = 0;
      let calls = 0;

      const send = async (command: BatchExecuteStatementCommand): Promise<BatchExecuteStatementCommandOutput> => {
        if (!(command instanceof BatchExecuteStatementCommand)) return await client.send(command as never);
        await turn();
        const { Statements = [] } = command.input;
        const fault = met[calls++] as Fault | null | undefined;
        const some = Statements.filter((_, index) => fault !== "throttle" || index % 2 === calls % 2);
        const perform = async () =>
          some.length > 0 ? await client.send(new BatchExecuteStatementCommand({ Statements: some })) : undefined;
        if (fault === "fail") {
          unconfirmed += Statements.filter(({ Statement }) => Statement?.includes('SET "versionId"')).length;
          throw new Error("The connection was reset.");
        }
        const answer = await perform();
        if (fault === "repeat") return (await perform())!;
        if (fault === "fail after its effect") throw new Error("The connection was reset.");
        const rest = [...(answer?.Responses ?? [])];
        const throttled = { Error: { Code: "ThrottlingError" as const } };
        const Responses = Statements.map(one => (some.includes(one) ? rest.shift()! : throttled));
        return { ...answer!, Responses };
      };
      const invocation = () => {
        const through = { send } as unknown as DynamoDBClient;
        const ledger = dynamodbLedger({ table, client: through, now: world.now, sleep: turn });
        return createVersionPublisher({ ...world.options, ledger, sleep: turn });
      };
      const invoke = async (told: readonly string[]) => {
        const outcomes = await invocation()(told.map(notice)).catch((): NoticeOutcome[] => []);
        return told.filter((_, index) => outcomes[index]?.outcome !== "done");
      };

      let left: string[] = [];
      for (const { write, one, other } of steps) {
        for (const id of write) world.store.write(id);
        left = (await Promise.all([invoke([...new Set([...one, ...left])]), invoke(other)])).flat();
        world.pass(LEASE_MS);
      }
      left = [...ids];
      for (let round = 0; left.length > 0; round++) {
        expect(round).toBeLessThan(40);
        left = await invoke(left);
        world.pass(LEASE_MS);
      }
      for (const id of ids) {
        const published = world.published(id);
        expect([...new Set(published)]).toEqual(world.store.history(id));
        if (unconfirmed === 0) expect(published).toEqual(world.store.history(id));
      }
      const { size } = new Set(world.details.map(({ metadata }) => metadata.eventId));
      expect(size).toBe(ids.flatMap(id => world.store.history(id)).length);
    }),
    { numRuns: 60 },
  );
});
