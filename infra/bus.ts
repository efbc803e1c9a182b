import { deadLetters, letEventBridgeSend } from "./encrypted-queue.ts";
import { key } from "./key.ts";
import { durable, physicalName, production } from "./stage.ts";

const letters = deadLetters("ClinicalBusDeadLetters");

/** The bus that every clinical event travels on. Its dead letters are events that EventBridge could not decrypt. */
export const bus = new sst.aws.Bus(
  "ClinicalBus",
  { transform: { bus: { kmsKeyIdentifier: key.arn, deadLetterConfig: { arn: letters.arn } } } },
  durable,
);

letEventBridgeSend("ClinicalBusDeadLetters", letters, [bus.arn]);

/** Every event of the bus, for replay. */
export const archive = new aws.cloudwatch.EventArchive(
  "ClinicalArchive",
  {
    name: physicalName("clinical"),
    eventSourceArn: bus.arn,
    kmsKeyIdentifier: key.arn,
    retentionDays: production ? 365 : 7,
  },
  durable,
);
