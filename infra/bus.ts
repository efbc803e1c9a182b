import { type EventBus, encryptedBus } from "./encrypted-bus.ts";
import { physicalName } from "./physical-name.ts";
import { stack } from "./stack.ts";
import { production } from "./stage.ts";

/** The bus that every clinical event travels on. */
export const clinicalBus: EventBus = { contractName: "clinical", component: encryptedBus(stack, "ClinicalBus") };

/** Every event of the bus, for replay. */
export const archive = new aws.cloudwatch.EventArchive(
  "ClinicalArchive",
  {
    name: physicalName("archive", "clinical"),
    eventSourceArn: clinicalBus.component.arn,
    kmsKeyIdentifier: stack.key.arn,
    retentionDays: production ? 365 : 7,
  },
  stack.durable,
);
