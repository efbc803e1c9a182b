import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { consumeDependencies } from "./dependencies.ts";
import { handlers } from "./handlers.ts";

/** Makes the data store say what the registry says, in one Patient for each person. */
export const consume = subscribe({ service, receives, handlers, dependencies: consumeDependencies });
