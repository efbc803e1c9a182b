import { deadLetters, letEventBridgeSend } from "./encrypted-queue.ts";
import { key } from "./key.ts";
import { durable, physicalName, production } from "./stage.ts";

/** A bus and what the contracts call it. */
export interface EventBus {
  readonly contractName: string;
  readonly component: sst.aws.Bus;
}

const letters = deadLetters("ClinicalBusDeadLetters");

const component = new sst.aws.Bus(
  "ClinicalBus",
  { transform: { bus: { kmsKeyIdentifier: key.arn, deadLetterConfig: { arn: letters.arn } } } },
  durable,
);

/** The bus that every clinical event travels on. Its dead letters are events that EventBridge could not decrypt. */
export const clinicalBus: EventBus = { contractName: "clinical", component };

letEventBridgeSend("ClinicalBusDeadLetters", letters, [component.arn]);

/** Every event of the bus, for replay. */
export const archive = new aws.cloudwatch.EventArchive(
  "ClinicalArchive",
  {
    name: physicalName("clinical"),
    eventSourceArn: component.arn,
    kmsKeyIdentifier: key.arn,
    retentionDays: production ? 365 : 7,
  },
  durable,
);
