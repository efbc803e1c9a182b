import { hex32 } from "@tributary/bus/event-id";
import { createPublisher } from "@tributary/bus/publish";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import type { Cloud } from "@tributary/local-cloud/cloud";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { hearBus, openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import type { SQSEvent } from "aws-lambda";
import { memoryLedger } from "./ledger/memory-ledger.ts";
import type { SourceConditions } from "./source-suite.ts";
import { createVersionPublisher } from "./versions/publish-versions.ts";
import type { ResourceChangedDetail } from "./versions/resource-changed-contract.ts";
import { sampleContract } from "./versions/sample-contract-fixture.ts";

/** A local data store on a virtual clock, with a source's dependencies; the clinical bus is a list. */
export function openSourceStore({ behaviour, faults, beforePublish }: SourceConditions = {}) {
  const lake = openHealthLake({ subscriptionActivationMs: 0, ...behaviour }, faults ? { faults } : {});
  const { cloud, clock, datastoreId } = lake;
  const client = createFhirClient({
    region: PLACE.region,
    datastoreId,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "https://healthlake.us-east-1.amazonaws.com",
    fetch: fetchFrom(cloud),
    sleep: async () => {},
    now: () => new Date(clock.now()),
  });
  const details: ResourceChangedDetail[] = [];
  const publish = createPublisher({
    putEvents: async entries => {
      details.push(...entries.map(({ Detail }) => JSON.parse(Detail) as ResourceChangedDetail));
      return entries.map((_, index) => ({ EventId: String(index) }));
    },
    busName: "clinical",
    now: clock.now,
  });
  const ledger = memoryLedger(clock.now);
  const aside = memoryQuarantine();
  const { quarantine } = aside;
  const logged: { message: string; fields: object }[] = [];
  const note = (message: string, fields: object) => void logged.push({ message, fields });
  const log = { info: note, warn: note, error: note };
  const publishVersions = createVersionPublisher({
    ...{ service: "sample", contract: sampleContract },
    ...{ datastoreId, ledger, quarantine, log, reader: client, hash: hex32, now: clock.now },
    publish: async (events, options) => {
      beforePublish?.();
      return await publish(events, options);
    },
    sleep: async () => {},
  });
  return {
    ...{ cloud, clock, datastoreId, client, ledger, quarantine, log, logged, publishVersions },
    quarantined: aside,
    published: () => details as readonly ResourceChangedDetail[],
  };
}

/** Returns a function that returns the texts of HealthLake events on a bus since its last call, each once. */
export function messagesOf(cloud: Cloud, bus: string, pattern?: object): () => string[] {
  const heard = hearBus(cloud, bus, pattern);
  const { QueueUrl } = cloud.context.call("sqs", "GetQueueUrl", { QueueName: `${bus}-heard` }) as { QueueUrl: string };
  // For as long as a test lasts: nobody deletes what was heard.
  cloud.context.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "43200" } });
  let taken = 0;
  return () => {
    const news = heard().slice(taken);
    taken += news.length;
    return news.map(message => JSON.stringify(message));
  };
}

/** A batch of messages in Lambda's form; each message is named by its index. */
export function sqsBatch(bodies: readonly string[], sentAt = 0): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: String(index),
      receiptHandle: "r",
      body,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(sentAt),
        SenderId: "s",
        ApproximateFirstReceiveTimestamp: String(sentAt),
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:q",
      awsRegion: "us-east-1",
    })),
  };
}
