import { agenda } from "../services/agenda/infra.ts";
import { visits } from "../services/visits/infra.ts";
import { bus } from "./bus.ts";

visits(bus);
agenda(bus);

/** What `sst deploy` prints. */
export const outputs = { bus: bus.component.name };
