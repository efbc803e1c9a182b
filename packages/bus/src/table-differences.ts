import type { EventContract } from "@tributary/contract/event-contract";
import { type PublishedState, type PublishedStates, publishedName } from "@tributary/delivery/published-states";
import type { QuarantineReason } from "@tributary/delivery/quarantine";
import { type ChangeMapping, outgoingEvents } from "./change-mapping.ts";
import type { ComparedTable, WireItem } from "./compared-table.ts";
import { hex32 } from "./event-id.ts";
import { missingChange, missingDeletion } from "./missing-change.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { PUT_EVENTS_MAX_BYTES } from "./pack-entries.ts";
import { prepareEntry, violationsOf } from "./prepare-entry.ts";

/** How a table's items become events. */
export interface TableEvents {
  /** Part of the object keys of quarantined records. */
  readonly service: string;
  /** The same as the capture's. */
  readonly mapping: ChangeMapping;
  /** The contracts of the mapping's events. */
  readonly contracts: readonly EventContract[];
  /** The key of the item that a published state is about. */
  readonly keyOf: (state: Pick<PublishedState, "detailType" | "key">) => WireItem;
}

/** A difference between a table and what was published: a missing event, or an item that can never be one. */
export interface Difference {
  readonly key: WireItem;
  /** Detail-type; `unmapped` of an item that the mapping refuses. */
  readonly type: string;
  readonly event?: OutgoingEvent;
  readonly refusal?: Refusal;
}

/** An item that can never be an event, in the form of a stream record, with the reasons. */
export interface Refusal {
  readonly record: object;
  readonly reasons: readonly QuarantineReason[];
}

interface Options {
  readonly events: TableEvents;
  readonly dependencies: {
    readonly table: ComparedTable;
    readonly states: PublishedStates;
    readonly now: () => number;
  };
}

const DAY_SECONDS = 24 * 60 * 60;

/** The events of items that were not published. `listed` holds the detail-type of each event of the items. */
export async function differencesOfItems(
  items: readonly WireItem[],
  { events: { mapping }, dependencies: { table, states, now } }: Options,
): Promise<{ readonly listed: readonly string[]; readonly differences: readonly Difference[] }> {
  const differences: Difference[] = [];
  const found: { readonly key: WireItem; readonly record: object; readonly event: OutgoingEvent }[] = [];
  for (const item of items) {
    const key = table.keyOf(item);
    const record = creationOf(item, key, table.streamArn, now());
    const mapped = outgoingEvents(record, mapping);
    if (mapped.valid) found.push(...mapped.value.map(event => ({ key, record, event })));
    else differences.push({ key, type: "unmapped", refusal: { record, reasons: [{ violations: mapped.violations }] } });
  }
  const known = await states.of(found.map(({ event }) => keyOf(event)));
  for (const [index, { key, record, event }] of found.entries()) {
    const type = event.contract.detailType;
    const missing = missingChange(known[index], event);
    if (missing === undefined) continue;
    const prepared = prepareEntry(missing, new Date(now()).toISOString(), PUT_EVENTS_MAX_BYTES);
    const reasons = prepared.outcome === "ready" ? [] : [{ contract: type, violations: violationsOf(prepared) }];
    differences.push({ key, type, ...(reasons.length > 0 ? { refusal: { record, reasons } } : { event: missing }) });
  }
  return { listed: found.map(({ event }) => event.contract.detailType), differences };
}

/** The published things that the table no longer holds. */
export async function differencesOfStates(
  states: readonly PublishedState[],
  { events, dependencies }: Options,
): Promise<readonly Difference[]> {
  const present = states.filter(({ image }) => image !== undefined);
  const keys = present.map(events.keyOf);
  const items = await dependencies.table.get(keys);
  return present.flatMap((state, index): Difference[] => {
    const contract = events.contracts.find(({ detailType }) => detailType === state.detailType);
    if (items[index] !== undefined || contract === undefined) return [];
    const event = missingDeletion(state, contract, hex32);
    return event === undefined ? [] : [{ key: keys[index]!, type: state.detailType, event }];
  });
}

/** The earlier differences that still exist. */
export async function stillThere(differences: readonly Difference[], options: Options): Promise<readonly Difference[]> {
  const { table, states } = options.dependencies;
  const known = await states.of(differences.flatMap(({ event }) => (event ? [keyOf(event)] : [])));
  const items = await table.get(differences.map(({ key }) => key));
  const ofItems = await differencesOfItems(
    items.filter(item => item !== undefined),
    options,
  );
  const ofStates = await differencesOfStates(
    known.filter(state => state !== undefined),
    options,
  );
  const names = new Set(differences.map(nameOf));
  return [...ofItems.differences, ...ofStates].filter(difference => names.has(nameOf(difference)));
}

function nameOf({ key, type, event }: Difference): string {
  return event ? publishedName(keyOf(event)) : `${type}|${JSON.stringify(key)}`;
}

function keyOf({ contract, subject }: Pick<OutgoingEvent, "contract" | "subject">) {
  return { detailType: contract.detailType, subject };
}

/** The record that a stream would have of an item's creation: what the mapping takes, and quarantine keeps. */
function creationOf(item: WireItem, key: WireItem, eventSourceARN: string, now: number): object {
  const day = Math.floor(now / 1000 / DAY_SECONDS) * DAY_SECONDS;
  return {
    eventID: hex32(`${eventSourceARN}|${JSON.stringify(item)}`),
    eventName: "INSERT",
    eventSourceARN,
    dynamodb: { ApproximateCreationDateTime: day, Keys: key, NewImage: item, SequenceNumber: "0" },
  };
}
