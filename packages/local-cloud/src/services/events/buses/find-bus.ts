import type { CloudContext } from "../../../kernel/service.ts";
import { busName, DEFAULT_BUS } from "../event-arns.ts";
import { notFound } from "../events-errors.ts";
import { buses } from "./bus-store.ts";

/** The name of an existing bus, given its name or ARN (the default bus when nothing is given); `ResourceNotFoundException` otherwise. */
export function findBus(context: CloudContext, nameOrArn: string | undefined): string {
  const name = busName(context, nameOrArn);
  if (name === undefined || !busExists(context, name)) throw notFound(`Event bus ${nameOrArn ?? DEFAULT_BUS}`);
  return name;
}

/** Whether there is a bus of this name; the default bus always exists. */
export function busExists(context: CloudContext, name: string): boolean {
  return name === DEFAULT_BUS || buses.has(context, name);
}
