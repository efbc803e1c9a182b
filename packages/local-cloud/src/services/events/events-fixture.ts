import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { onTestFinished } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { answeringByModel } from "../../models/answer-fixture.ts";
import { eventsService } from "./service.ts";

/** The prefix of EventBridge's ARNs in the cloud of `openEvents`. */
export const ARN = "arn:aws:events:us-east-1:000000000000:";

/** A cloud with only EventBridge, its clock and a client; it stops with the test. */
export function openEvents(until: (stop: () => Promise<void>) => void = onTestFinished) {
  const clock = virtualClock();
  const account = "000000000000";
  const cloud = createCloud({ services: [eventsService], storage: "memory", region: "us-east-1", account, clock });
  until(() => cloud.stop());
  const events = new EventBridgeClient({
    region: "us-east-1",
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(answeringByModel(cloud, { AWSEvents: "eventbridge" })),
  });
  return { cloud, events, clock };
}
