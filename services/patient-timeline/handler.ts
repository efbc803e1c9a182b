import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { consumeDependencies } from "./dependencies.ts";
import { handlers } from "./event-handlers.ts";

/** Keeps the newest state of every patient and address. */
export const consume = subscribe({ service, receives, handlers, dependencies: consumeDependencies });
