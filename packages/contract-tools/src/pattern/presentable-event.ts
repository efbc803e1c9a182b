import { isObject } from "../source/json-pointer.ts";

/** What a reader recognises, for the fields about which a proof cares least. */
const usual = {
  version: "0",
  id: "00000000-0000-4000-8000-000000000000",
  "detail-type": undefined,
  source: undefined,
  account: "123456789012",
  time: "2026-01-01T00:00:00Z",
  region: "us-east-1",
  resources: [],
  detail: undefined,
};

/** The event with its fields in EventBridge's order, and the usual values in them wherever it `serves` all the same. */
export function presentableEvent(event: unknown, serves: (event: unknown) => boolean): unknown {
  if (!isObject(event)) return event;
  const names = Object.keys(usual).filter(name => Object.hasOwn(event, name));
  let shown: object = { ...Object.fromEntries(names.map(name => [name, event[name]])), ...event };
  for (const [name, value] of Object.entries(usual)) {
    const other = { ...shown, [name]: value };
    if (value !== undefined && Object.hasOwn(event, name) && serves(other)) shown = other;
  }
  return serves(shown) ? shown : event;
}
