import { type EventBus, encryptedBus } from "@tributary/sst/encrypted-bus";
import { eventArchive } from "@tributary/sst/event-archive";
import { stack } from "./stack.ts";

/** The bus that every clinical event travels on. */
export const clinicalBus: EventBus = { stack, contractName: "clinical", component: encryptedBus(stack, "ClinicalBus") };

// Every event of the bus, for replay.
eventArchive(clinicalBus, "ClinicalArchive");
