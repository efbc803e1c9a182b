import { SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import type { Faults } from "../../kernel/service.ts";
import { answeringByModel } from "../../models/answer-fixture.ts";
import { sqsService } from "./service.ts";

/** The ARN of a queue in the cloud of `openQueues`. */
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A URL of a queue in the cloud of `openQueues`; the host does not matter. */
export const urlOf = (name: string) => `http://anywhere/000000000000/${name}`;

/** A started cloud with only SQS, its clock and a client; it stops with the test, or with the block that says so. */
export function openQueues({
  storage = "memory",
  faults = {},
  until = onTestFinished,
}: {
  storage?: string;
  faults?: Faults;
  until?: (stop: () => Promise<void>) => void;
} = {}) {
  const clock = virtualClock();
  const account = "000000000000";
  const cloud = createCloud({ services: [sqsService], storage, region: "us-east-1", account, clock, faults });
  cloud.start();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= cloud.stop();
    return stopped;
  };
  until(stop);
  const sqs = new SQSClient({
    region: "us-east-1",
    endpoint: "http://cloud:4566",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(answeringByModel(cloud, { AmazonSQS: "sqs" })),
  });
  return { cloud, clock, sqs, stop };
}
