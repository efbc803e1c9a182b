import type { CloudContext } from "../../../kernel/service.ts";
import { DEFAULT_BUS, eventsArn } from "../event-arns.ts";

/** The settings of a bus. */
export interface BusSettings {
  readonly Description?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly LogConfig?: object;
}

/** A bus as stored; the default bus is there without being stored, until it gets a policy. */
export interface StoredBus {
  readonly name: string;
  readonly arn: string;
  readonly settings: BusSettings;
  readonly policy: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** All buses, the default one included, by name. */
export function readBuses(context: CloudContext): StoredBus[] {
  const rows = context.store.prepare("SELECT * FROM events_buses ORDER BY name").all();
  const buses = rows.map(row => ({
    name: row.name as string,
    arn: eventsArn(context, `event-bus/${row.name}`),
    settings: JSON.parse(row.settings as string) as BusSettings,
    policy: (row.policy as string | null) ?? undefined,
    createdAt: row.created_at as number,
    modifiedAt: row.modified_at as number,
  }));
  if (buses.some(bus => bus.name === DEFAULT_BUS)) return buses;
  const arn = eventsArn(context, `event-bus/${DEFAULT_BUS}`);
  return [{ name: DEFAULT_BUS, arn, settings: {}, policy: undefined, createdAt: 0, modifiedAt: 0 }, ...buses];
}

/** Stores or replaces a bus. */
export function writeBus(context: CloudContext, name: string, settings: BusSettings, policy?: string): void {
  const now = context.clock.now();
  context.store
    .prepare(
      `INSERT INTO events_buses (name, settings, policy, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, policy = excluded.policy, modified_at = excluded.modified_at`,
    )
    .run(name, JSON.stringify(settings), policy ?? null, now, now);
}

/** A bus in the API's shape; times in seconds. */
export function describeBus({ name, arn, settings, policy, createdAt, modifiedAt }: StoredBus): object {
  return {
    Name: name,
    Arn: arn,
    ...settings,
    ...(policy !== undefined && { Policy: policy }),
    ...(createdAt > 0 && { CreationTime: createdAt / 1000, LastModifiedTime: modifiedAt / 1000 }),
  };
}
