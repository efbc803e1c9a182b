import { deadLetters, letEventBridgeSend } from "./encrypted-queue.ts";
import { key } from "./key.ts";
import { durable, physicalName, production } from "./stage.ts";

/** A bus and what the contracts call it. */
export interface EventBus {
  readonly contractName: string;
  readonly component: sst.aws.Bus;
}

/** A bus under our key. Its dead letters (`<name>DeadLetters`) are events that EventBridge could not decrypt. */
export function encryptedBus(name: string): sst.aws.Bus {
  const letters = deadLetters(`${name}DeadLetters`);
  const bus = new sst.aws.Bus(
    name,
    { transform: { bus: { kmsKeyIdentifier: key.arn, deadLetterConfig: { arn: letters.arn } } } },
    durable,
  );
  letEventBridgeSend(`${name}DeadLetters`, letters, [bus.arn]);
  return bus;
}

/** The bus that every clinical event travels on. */
export const clinicalBus: EventBus = { contractName: "clinical", component: encryptedBus("ClinicalBus") };

/** Every event of the bus, for replay. */
export const archive = new aws.cloudwatch.EventArchive(
  "ClinicalArchive",
  {
    name: physicalName("archive", "clinical"),
    eventSourceArn: clinicalBus.component.arn,
    kmsKeyIdentifier: key.arn,
    retentionDays: production ? 365 : 7,
  },
  durable,
);
