import { describe, expect, it } from "vitest";
import { createContractFlow } from "./contract-flow.ts";
import { flowLines, flowText } from "./flow-text.ts";

const TARGET = "arn:aws:sqs:eu-west-1:000000000000:work";
const LOG = "arn:aws:logs:eu-west-1:000000000000:log-group:all";

function open() {
  let now = 0;
  const flow = createContractFlow(() => now);
  const billing = { name: "Billing", isHandled: true };
  flow.follow(["OrderPlaced.v1", "OrderShipped.v1"], {
    byTarget: new Map([
      [TARGET, billing],
      [LOG, { name: "Audit", isHandled: false }],
    ]),
    byQueue: new Map([["work", billing]]),
    byFunction: new Map([["billing-fn", billing]]),
    nameOf: name => name,
  });
  const text = (id: string, type = "OrderPlaced.v1") =>
    JSON.stringify({
      id,
      "detail-type": type,
      detail: { metadata: { eventId: `event-${id}` }, data: { name: "Secretname" } },
    });
  const step = (kind: string, name: string, id: string, more: object = {}, type?: string) =>
    flow.take({ kind, name, count: 1, bodies: () => [text(id, type)], ...more });
  return {
    flow,
    publish: (id: string, type?: string) => step("events:accepted", "orders", id, {}, type),
    deliver: (id: string, target = TARGET, kind = "events:delivered") => step(kind, "rule", id, { target }),
    done: (id: string, messageId = id) => step("mapping:done", "billing-fn", id, { messageIds: () => [messageId] }),
    deadLetter: (id: string) => step("sqs:dead-lettered", "work", id),
    later: (milliseconds: number) => (now += milliseconds),
    states: (id: string) => flow.events.outcomes(`event-${id}`)?.map(({ receiver, state }) => `${receiver} ${state}`),
  };
}

describe("the flow of a contract", () => {
  it("counts an event from its bus to the receiver that handles it, and times it", () => {
    const { flow, publish, deliver, done, later, states } = open();
    publish("1");
    deliver("1");
    expect(states("1")).toEqual(["Billing pending"]);
    later(40);
    done("1");
    expect(states("1")).toEqual(["Billing applied"]);
    expect(flowLines(flow)).toEqual([
      "OrderPlaced.v1: published 1 → delivered 1 → applied 1 · stale 0 · duplicates 0 · quarantined 0 · dead letters 0 · lag p50 40 ms, p99 40 ms",
    ]);
  });

  it("counts a message that its consumer set aside as quarantined, not as applied, and says where it breaks the contract", () => {
    const { flow, publish, deliver, done, states } = open();
    publish("1");
    deliver("1");
    const violations = [{ pointer: "/data/total", keyword: "type" }];
    flow.tell("billing-fn", { outcome: "quarantined", messageId: "1", contract: "OrderPlaced.v1", violations });
    done("1");
    expect(states("1")).toEqual(["Billing quarantined"]);
    expect(flow.events.outcomes("event-1")?.[0]?.violations).toEqual(violations);
    expect(flowLines(flow)[0]).toContain("applied 0 · stale 0 · duplicates 0 · quarantined 1");
  });

  it.each(["stale", "duplicate"] as const)(
    "tells a %s event from an applied one, and not a copy of what was applied",
    outcome => {
      const { flow, publish, deliver, done, states } = open();
      for (const id of ["1", "2"]) {
        publish(id);
        deliver(id);
      }
      flow.tell("billing-fn", { outcome, messageId: "1" });
      done("1");
      done("2");
      flow.tell("billing-fn", { outcome, messageId: "copy" });
      done("2", "copy");
      expect([states("1"), states("2")]).toEqual([[`Billing ${outcome}`], ["Billing applied"]]);
      expect(flow.counts().get("OrderPlaced.v1")?.receivers.get("Billing")).toMatchObject({ applied: 1, [outcome]: 2 });
    },
  );

  it("counts records that a sender quarantines before they are events", () => {
    const { flow } = open();
    flow.tell("capture-fn", { outcome: "quarantined", contract: "OrderShipped.v1", violations: [] });
    expect(flowLines(flow)[0]).toMatch(/^OrderShipped\.v1: published 0 .* quarantined 1 /);
  });

  it("ends an event at a dead letter, and at a delivery that no function follows", () => {
    const { flow, publish, deliver, deadLetter, states } = open();
    publish("1");
    deliver("1");
    deliver("1", LOG);
    deadLetter("1");
    expect(states("1")).toEqual(["Billing dead letter", "Audit delivered"]);
    publish("2");
    deliver("2", TARGET, "events:retried");
    expect(states("2")).toEqual(["Billing pending"]);
    deliver("2", TARGET, "events:dead-lettered");
    expect(states("2")).toEqual(["Billing dead letter"]);
    expect(flowText(flow)).toContain(
      "Billing: delivered 1 → applied 0 · stale 0 · duplicates 0 · quarantined 0 · dead letters 2",
    );
  });

  it("counts an event once if it goes over two buses, and keeps its outcome when a copy arrives", () => {
    const { flow, publish, deliver, done, states } = open();
    publish("1");
    publish("1");
    deliver("1");
    done("1");
    deliver("1");
    expect(states("1")).toEqual(["Billing applied"]);
    expect(flow.counts().get("OrderPlaced.v1")?.published).toBe(1);
  });

  it("shows each contract in a terminal, and events without one together", () => {
    const { flow, publish } = open();
    for (const type of ["Data Store Active", "Another"]) publish(type, type);
    expect(
      flowText(flow)
        .split("\n")
        .map(line => line.split(" → ")[0]),
    ).toEqual(["OrderPlaced.v1: published 0", "OrderShipped.v1: published 0", "without a contract: published 2"]);
  });

  it("delays an answer until nothing of an event is pending", async () => {
    const { flow, publish, deliver, done } = open();
    publish("1");
    deliver("1");
    let isSettled = false;
    const settled = flow.events.settled("event-1", new AbortController().signal).then(() => (isSettled = true));
    await Promise.resolve();
    expect(isSettled).toBe(false);
    done("1");
    await settled;
    const stop = new AbortController();
    publish("2");
    deliver("2");
    const given = flow.events.settled("event-2", stop.signal);
    stop.abort();
    await given;
    expect(flow.events.outcomes("event-3")).toBeUndefined();
  });

  it("survives messages that are not events", () => {
    const { flow } = open();
    for (const body of ["", "3", "null", "{", '{"id":3}'])
      for (const kind of ["events:accepted", "events:delivered", "mapping:done", "sqs:dead-lettered"])
        flow.take({ kind, name: "billing-fn", count: 1, target: TARGET, bodies: () => [body] });
    expect(flow.counts().get("OrderPlaced.v1")?.published).toBe(0);
  });

  it("counts every detail-type as one until the contracts are known, and then others together", () => {
    let now = 0;
    const flow = createContractFlow(() => now);
    const routes = {
      byTarget: new Map([[TARGET, { name: "Billing", isHandled: true }]]),
      byQueue: new Map(),
      byFunction: new Map([["billing-fn", { name: "Billing", isHandled: true }]]),
      nameOf: (name: string) => name,
    };
    flow.follow(undefined, routes);
    const types = ["OrderPlaced.v1", "Call", "Notice", "Call"];
    for (const [id, type] of types.entries()) {
      const bodies = () => [JSON.stringify({ id: `${id}`, "detail-type": type })];
      flow.take({ kind: "events:accepted", name: "orders", count: 1, bodies });
      flow.take({ kind: "events:delivered", name: "rule", count: 1, bodies, target: TARGET });
      now += 10;
      flow.take({ kind: "mapping:done", name: "billing-fn", count: 1, bodies, messageIds: () => [`${id}`] });
    }
    flow.follow(["OrderPlaced.v1", "OrderShipped.v1"], routes);
    const rest = "stale 0 · duplicates 0 · quarantined 0 · dead letters 0 · lag p50 10 ms, p99 10 ms";
    expect(flowLines(flow)).toEqual([
      `OrderPlaced.v1: published 1 → delivered 1 → applied 1 · ${rest}`,
      `without a contract: published 3 → delivered 3 → applied 3 · ${rest}`,
    ]);
  });
});
