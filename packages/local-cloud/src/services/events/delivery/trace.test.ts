import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../../kernel/aws-error.ts";
import { DEAD_LETTERS, openClinic } from "../clinic-fixture.ts";

const TRACE = "Root=1-58406520-a006649127e371903a2de979;Parent=53995c3f42cd8ad8;Sampled=1";
const OTHER = "Root=1-00000000-000000000000000000000000";

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-related-service-xray.html
describe("the trace of an event", () => {
  it("goes to the queue beside the event, and is none of it", async () => {
    const { put, received } = await openClinic();
    await put({ TraceHeader: TRACE }, {}, { TraceHeader: "not of X-Ray" });
    const messages = received();
    expect(messages.map(({ attributes }) => attributes.AWSTraceHeader)).toEqual([TRACE, undefined, undefined]);
    expect(messages[0]?.body).not.toContain("Root=");
  });

  it("is the request's, unless the entry has its own", async () => {
    const { events, received } = await openClinic();
    const entry = { EventBusName: "clinic", Source: "s", DetailType: "d", Detail: '{"ward":"a"}' };
    const command = new PutEventsCommand({ Entries: [entry, { ...entry, TraceHeader: OTHER }] });
    command.middlewareStack.add(
      next => args => {
        (args.request as { headers: Record<string, string> }).headers["X-Amzn-Trace-Id"] = TRACE;
        return next(args);
      },
      { step: "build" },
    );
    await events.send(command);
    expect(received().map(({ attributes }) => attributes.AWSTraceHeader)).toEqual([TRACE, OTHER]);
  });

  it("survives another bus and a retry", async () => {
    let failures = 1;
    const before = (_service: string, operation: string) => {
      if (operation === "SendMessage" && failures-- > 0) throw new AwsError("ThrottlingException", "slow down");
    };
    const { put, received, events, clock } = await openClinic({ faults: { before } });
    const Arn = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
    await events.send(new PutRuleCommand({ Name: "forward", EventPattern: '{"source":["clinic.registry"]}' }));
    await events.send(new PutTargetsCommand({ Rule: "forward", Targets: [{ Id: "bus", Arn }] }));
    await put({ EventBusName: "default", TraceHeader: TRACE });
    expect(received()).toEqual([]);
    await clock.advance(60_000);
    expect(received()[0]?.attributes.AWSTraceHeader).toBe(TRACE);
  });

  it("goes to the dead-letter queue", async () => {
    const { put, received } = await openClinic({ policy: '{"Statement":[]}' });
    await put({ TraceHeader: TRACE });
    expect(received(DEAD_LETTERS)[0]?.attributes.AWSTraceHeader).toBe(TRACE);
  });
});
