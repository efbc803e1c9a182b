import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { receives } from "@tributary/contracts/fhir-sync.operations";

type Receives = typeof receives;

/** The detail of a received event, by detail-type. */
export type DetailOf<Type extends keyof Receives> =
  Receives[Type] extends ContractOperation<infer Detail> ? Detail : never;

/** The item after the change; `never` for events without an item. */
export type ItemOf<Type extends keyof Receives> = Extract<DetailOf<Type>["data"], { readonly after: unknown }>["after"];

/** Detail-types of the received change events that carry an item, and so can be mapped. */
export type ItemEvent = {
  [Type in keyof Receives]: [ItemOf<Type>] extends [never] ? never : Type;
}[keyof Receives];

/** The key of an event's item. */
export type KeyOf<Type extends ItemEvent> =
  DetailOf<Type> extends { readonly data: { readonly key: infer Key } } ? Key : never;

/** A change event that carries an item. */
export type ChangeDetail = DetailOf<ItemEvent>;
