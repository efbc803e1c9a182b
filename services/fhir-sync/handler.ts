import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { consumeDependencies } from "./dependencies.ts";
import { handlersFor } from "./event-handlers.ts";
import { mappings } from "./mappings.ts";

/** Makes the data store say what the mappings make of the items: the registry's patients, in one Patient for each person. */
export const consume = subscribe({
  service,
  receives,
  handlers: handlersFor(mappings),
  dependencies: consumeDependencies,
});
