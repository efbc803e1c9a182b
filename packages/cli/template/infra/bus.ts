import { type EventBus, encryptedBus } from "@tributary/sst/encrypted-bus";
import { eventArchive } from "@tributary/sst/event-archive";
import { stack } from "./stack.ts";

/** The bus that every event travels on; contracts call it `events`. */
export const bus: EventBus = { stack, contractName: "events", component: encryptedBus(stack, "EventsBus") };

/** Every event of the bus, for replay. */
export const archive = eventArchive(bus, "EventsArchive");
