import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { consumeDependencies } from "./dependencies.ts";
import { handlers } from "./handlers.ts";

/** Makes the FHIR Patients of the data store say what the registry says. */
export const consume = subscribe({ service, receives, handlers, dependencies: consumeDependencies });
