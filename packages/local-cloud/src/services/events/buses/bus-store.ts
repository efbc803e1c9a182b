import { records } from "../../../kernel/records.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Store } from "../../../kernel/store.ts";
import type { UpdateEventBusRequest } from "../../../models/eventbridge-types.ts";
import { DEFAULT_BUS, eventsArn } from "../event-arns.ts";

/** The settings of a bus. */
export type BusSettings = Omit<UpdateEventBusRequest, "Name">;

/** A bus as stored; the default bus is there without being stored, until it gets a policy. */
export interface StoredBus {
  readonly name: string;
  readonly arn: string;
  readonly settings: BusSettings;
  readonly policy?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The buses that are stored. */
export const buses = records<StoredBus>("events_buses");

/** All buses, the default one included, by name. */
export function readBuses(context: CloudContext): StoredBus[] {
  const stored = buses.all(context);
  if (stored.some(bus => bus.name === DEFAULT_BUS)) return stored;
  const arn = eventsArn(context, `event-bus/${DEFAULT_BUS}`);
  return [{ name: DEFAULT_BUS, arn, settings: {}, createdAt: 0, modifiedAt: 0 }, ...stored];
}

/** They are asked for with every event, and change seldom. */
const settingsOf = new WeakMap<Store, Map<string, BusSettings>>();

/** The settings of a bus. */
export function busSettings(context: CloudContext, name: string): BusSettings {
  const known = settingsOf.get(context.store) ?? new Map<string, BusSettings>();
  settingsOf.set(context.store, known);
  const found = known.get(name) ?? buses.find(context, name)?.settings ?? {};
  known.set(name, found);
  return found;
}

/** Stores or replaces a bus. */
export function writeBus(context: CloudContext, name: string, settings: BusSettings, policy?: string): void {
  const modifiedAt = context.clock.now();
  const createdAt = buses.find(context, name)?.createdAt ?? modifiedAt;
  const arn = eventsArn(context, `event-bus/${name}`);
  buses.put(context, name, { name, arn, settings, policy, createdAt, modifiedAt });
  settingsOf.delete(context.store);
}

/** Removes a bus. */
export function removeBus(context: CloudContext, name: string): void {
  buses.remove(context, name);
  settingsOf.delete(context.store);
}

/** A bus in the API's shape; times in seconds. */
export function describeBus(bus: StoredBus): object {
  return { ...summarizeBus(bus), ...bus.settings };
}

/** A bus as lists show it. */
export function summarizeBus({ name, arn, settings, policy, createdAt, modifiedAt }: StoredBus): object {
  return {
    Name: name,
    Arn: arn,
    ...(settings.Description !== undefined && { Description: settings.Description }),
    ...(policy !== undefined && { Policy: policy }),
    ...(createdAt > 0 && { CreationTime: createdAt / 1000, LastModifiedTime: modifiedAt / 1000 }),
  };
}
