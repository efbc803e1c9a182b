import type { EventDetail } from "@tributary/contract/event-contract";
import type { Upcaster } from "@tributary/contract/upcaster";
import type { IncomingEvent, Refusal } from "./incoming-event.ts";

/** Upcasters by the detail-type that they accept. */
export type Upcasters = Readonly<Record<string, Upcaster>>;

/**
 * The event in the newest version that upcasters lead to, validated tolerantly at each step. Its id and all metadata stay,
 * except `dataschema`: it is the same event. Refuses the event if an upcaster returns invalid data.
 */
export function upcastEvent(
  event: IncomingEvent,
  upcasters: Upcasters,
): { readonly valid: true; readonly event: IncomingEvent } | ({ readonly valid: false } & Refusal) {
  let newest = event;
  const passed = new Set<string>();
  for (;;) {
    const { detailType } = newest.contract;
    const upcaster = Object.hasOwn(upcasters, detailType) ? upcasters[detailType] : undefined;
    if (upcaster === undefined) return { valid: true, event: newest };
    if (passed.has(detailType)) throw new Error(`The upcasters of ${detailType} lead back to it.`);
    passed.add(detailType);
    const { to } = upcaster;
    const detail: EventDetail = {
      metadata: { ...newest.metadata, dataschema: to.schemaId },
      data: upcaster.upcast(newest.data),
    };
    const verdict = to.tolerant(detail);
    if (!verdict.valid) return { valid: false, contract: to.detailType, violations: verdict.violations };
    newest = { contract: to, metadata: verdict.value.metadata, data: verdict.value.data };
  }
}
