import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { describe, expect, it } from "vitest";
import { startFlow } from "./flow.ts";
import { itemsWritten, statementsTo } from "./table-writes.ts";

/** Whether a statement is the consumer's write to the timeline. */
const isTimelineWrite = (statement: unknown) => statementsTo("Timeline", { Statements: [statement] }).length > 0;
/** What is wrong with a statement for longer than it is repeated. */
const refusal = { code: "ResourceNotFound", message: "The table is not there." };
const outage = () => new AwsError("InternalServerError", "The service is down.", { status: 500 });
const people = Array.from({ length: 25 }, (_, index) => `p${index}`);
const captures = [
  ["stream", "infra/graph.json"],
  ["pipe", "infra/graph.pipe.json"],
] as const;

describe("deliveries", () => {
  it("that come three times have their effect once", async () => {
    let applied = 0;
    const flow = startFlow({
      faults: { deliver: () => ({ copies: 3 }) },
      answered({ operation, body }, _status, answer) {
        applied += itemsWritten("TimelineTable", operation, body, answer).length;
      },
    });
    for (const id of people) await flow.putPatient(id, "Once");
    await flow.settle();
    expect(flow.count("events:delivered")).toBe(people.length * 3 * 2); // To the timeline, and to what keeps the published.
    expect(applied).toBe(people.length);
    expect(await flow.familyName("p7")).toBe("Once");
  });

  it("that are overtaken never put an older state over a newer one", async () => {
    let held = 0;
    const faults: Faults = {
      deliver: rule => (rule.includes("Timeline") && held++ === 0 ? { delayMs: 30_000 } : undefined),
    };
    const flow = startFlow({ faults });
    await flow.putPatient("a", "Older");
    await flow.putPatient("a", "Newer");
    await flow.settle();
    expect(held).toBe(2);
    expect(await flow.familyName("a")).toBe("Newer");
  });

  it("of a change overtaken by a deletion leave the tombstone", async () => {
    let delivered = 0;
    const faults: Faults = {
      deliver: rule => (rule.includes("Timeline") && delivered++ === 1 ? { delayMs: 30_000 } : undefined),
    };
    const flow = startFlow({ faults });
    await flow.putPatient("a", "First");
    await flow.putPatient("a", "Second");
    await flow.deletePatient("a");
    await flow.settle();
    expect(await flow.familyName("a")).toBe("deleted");
  });

  it("in any order and number end in the state that the registry holds", async () => {
    let seed = 7;
    const next = () => (seed = (seed * 16_807) % 2_147_483_647);
    const faults: Faults = { deliver: () => ({ copies: 1 + (next() % 3), delayMs: next() % 20_000 }) };
    const flow = startFlow({ faults });
    for (let round = 0; round < 6; round++)
      for (const id of people.slice(0, 8)) {
        if (next() % 4 === 0) await flow.deletePatient(id);
        else await flow.putPatient(id, `Round${round}`);
      }
    for (const id of people.slice(0, 8)) await flow.putPatient(id, `Last${id}`);
    await flow.settle();
    for (const id of people.slice(0, 8)) expect(await flow.familyName(id)).toBe(`Last${id}`);
  });
});

describe.each(captures)("capture by %s", (_way, file) => {
  it("sends again only the entries that PutEvents refused", async () => {
    const refused = new Set<unknown>();
    let asked = 0;
    const faults: Faults = {
      entry(_service, operation, entry) {
        if (operation !== "PutEvents") return undefined;
        const { Detail } = entry as { Detail: string };
        const id = JSON.parse(Detail).metadata?.eventId; // AWS's own events have none.
        if (id === undefined || asked++ % 3 !== 0 || refused.has(id)) return undefined;
        refused.add(id);
        return { code: "ThrottlingException", message: "Rate exceeded" };
      },
    };
    const flow = startFlow({ file, faults });
    for (const id of people) await flow.putPatient(id, "Sent");
    await flow.settle();
    expect(refused.size).toBeGreaterThan(3);
    expect(flow.count("events:accepted", flow.link("ClinicalBus"))).toBe(people.length);
    for (const id of people) expect(await flow.familyName(id)).toBe("Sent");
  });

  it("gets through an outage of the bus", async () => {
    let left = 5;
    const faults: Faults = {
      before(service, operation) {
        if (service === "events" && operation === "PutEvents" && left-- > 0) throw outage();
      },
      entry: (_service, operation) =>
        operation === "PutEvents" && left-- > 0 ? { code: "InternalFailure", message: "down" } : undefined,
    };
    const flow = startFlow({ file, faults });
    await flow.putPatient("a", "Through");
    await flow.settle();
    expect(await flow.familyName("a")).toBe("Through");
  });

  it("quarantines a poison item whole, and lets its neighbours through in the same batch", async () => {
    const flow = startFlow({ file });
    for (const id of ["a", "b", "c"])
      await flow.putPatient(id, "Good", id === "b" ? { itemType: { S: "Invoice" } } : {});
    await flow.putPatient("d", "Good", { givenNames: { S: "not a list" }, birthDate: { S: "yesterday" } });
    await flow.putPatient("e", "Good");
    await flow.settle();
    for (const id of ["a", "c", "e"]) expect(await flow.familyName(id)).toBe("Good");
    expect(await flow.messagesIn("QuarantineReports")).toBe(2);
    const { Contents = [] } = await flow.s3.send(new ListObjectsV2Command({ Bucket: flow.link("Quarantine") }));
    expect(Contents).toHaveLength(2);
  });
});

describe("a change that the bus never accepts", () => {
  const faults: Faults = {
    entry: (_service, operation, entry) =>
      operation === "PutEvents" && (entry as { Detail: string }).Detail.includes("Cursed")
        ? { code: "InternalFailure", message: "down" }
        : undefined,
  };

  it("is given up after bounded retries: kept whole in the bucket, with everything behind it applied", async () => {
    const flow = startFlow({ faults });
    for (const id of people) await flow.putPatient(id, id === "p4" ? "Cursed" : "Fine");
    await flow.settle();
    for (const id of people) expect(await flow.familyName(id)).toBe(id === "p4" ? undefined : "Fine");
    const { Contents = [] } = await flow.s3.send(new ListObjectsV2Command({ Bucket: flow.link("Quarantine") }));
    expect(Contents).toHaveLength(1);
    const get = new GetObjectCommand({ Bucket: flow.link("Quarantine"), Key: String(Contents[0]?.Key) });
    const body = await (await flow.s3.send(get)).Body?.transformToString();
    expect(body).toContain("PATIENT#p4");
    expect(body).not.toContain("PATIENT#p5");
  });

  it("lies in the pipe's dead letters, with everything behind it applied", async () => {
    const flow = startFlow({ file: "infra/graph.pipe.json", faults });
    for (const id of people) await flow.putPatient(id, id === "p4" ? "Cursed" : "Fine");
    await flow.settle();
    for (const id of people) expect(await flow.familyName(id)).toBe(id === "p4" ? undefined : "Fine");
    expect(await flow.messagesIn("RegistryPipeDeadLetters")).toBe(1);
  });
});

describe("a consumer that throws", () => {
  it("has every event again, and applies it once it recovers", async () => {
    let failures = 0;
    const faults: Faults = {
      entry(_service, _operation, statement) {
        if (!isTimelineWrite(statement) || failures === 40) return undefined;
        failures++;
        return refusal;
      },
    };
    const flow = startFlow({ faults });
    for (const id of people) await flow.putPatient(id, "Recovered");
    await flow.settle();
    expect(failures).toBe(40);
    for (const id of people) expect(await flow.familyName(id)).toBe("Recovered");
    expect(await flow.messagesIn("TimelineDeadLetters")).toBe(0);
  });

  it("for ever leaves the events in its dead letters, and holds nothing up", async () => {
    const faults: Faults = {
      entry: (_service, _operation, statement) =>
        isTimelineWrite(statement) && JSON.stringify(statement).includes("Cursed") ? refusal : undefined,
    };
    const flow = startFlow({ faults });
    await flow.putPatient("a", "Cursed");
    await flow.putPatient("b", "Fine");
    await flow.settle();
    expect(await flow.familyName("b")).toBe("Fine");
    expect(await flow.familyName("a")).toBeUndefined();
    expect(await flow.messagesIn("TimelineDeadLetters")).toBe(1);
  });
});
