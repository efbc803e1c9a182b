import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { seededRandom } from "../../kernel/random.ts";
import type { Activity, Faults } from "../../kernel/service.ts";
import { receiveFromQueue } from "../sqs/queue.ts";
import { sqsService } from "../sqs/service.ts";
import { eventsService } from "./service.ts";

export const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
export const DEAD_LETTERS = "arn:aws:sqs:us-east-1:000000000000:dead";
export const RULE = "arn:aws:events:us-east-1:000000000000:rule/clinic/patients";

const ENTRY: PutEventsRequestEntry = {
  EventBusName: "clinic",
  Source: "clinic.registry",
  DetailType: "PatientSeen",
  Detail: '{"ward":"a","n":1}',
};

interface ClinicOptions {
  readonly target?: Partial<Target>;
  readonly faults?: Faults;
  /** Policy of the queue; by default the rule may send to it. */
  readonly policy?: string;
  readonly storage?: string;
  /** The storage holds the clinic already. */
  readonly made?: boolean;
}

/**
 * A cloud with a bus `clinic`, whose rule `patients` sends events of ward `a` to the queue `work`; it stops with the test.
 */
export async function openClinic(options: ClinicOptions = {}) {
  const activities: Activity[] = [];
  const clock = virtualClock();
  const cloud = createCloud({
    services: [eventsService, sqsService],
    storage: options.storage ?? "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
    random: seededRandom(7),
    faults: options.faults ?? {},
    onActivity: activity => activities.push(activity),
  });
  cloud.start();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= cloud.stop();
    return stopped;
  };
  onTestFinished(stop);
  const client = {
    region: "us-east-1",
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const events = new EventBridgeClient(client);
  if (!options.made) await makeClinic(events, new SQSClient(client), options);
  return {
    cloud,
    clock,
    events,
    stop,
    put: (...entries: Partial<PutEventsRequestEntry>[]) =>
      events.send(new PutEventsCommand({ Entries: entries.map(entry => ({ ...ENTRY, ...entry })) })),
    received: (queueArn = QUEUE) => receiveFromQueue(cloud.context, { queueArn, max: 10 }),
    count: (kind: string) => activities.filter(activity => activity.kind === kind).length,
  };
}

async function makeClinic(events: EventBridgeClient, sqs: SQSClient, { policy, target }: ClinicOptions): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: { Policy: policy ?? allow(QUEUE) } }));
  await sqs.send(new CreateQueueCommand({ QueueName: "dead", Attributes: { Policy: allow(DEAD_LETTERS) } }));
  await events.send(new CreateEventBusCommand({ Name: "clinic" }));
  const rule = { Name: "patients", EventBusName: "clinic", EventPattern: '{"detail":{"ward":["a"]}}' };
  await events.send(new PutRuleCommand(rule));
  const Targets = [{ Id: "queue", Arn: QUEUE, DeadLetterConfig: { Arn: DEAD_LETTERS }, ...target }];
  await events.send(new PutTargetsCommand({ Rule: "patients", EventBusName: "clinic", Targets }));
}

function allow(queue: string): string {
  return JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queue,
        Condition: { ArnEquals: { "aws:SourceArn": RULE } },
      },
    ],
  });
}
