import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { receives } from "@tributary/contracts/fhir-sync.operations";

type Receives = typeof receives;

/** The detail of an event that is received, by detail-type. */
export type DetailOf<Type extends keyof Receives> =
  Receives[Type] extends ContractOperation<infer Detail> ? Detail : never;

/** The item that a change event carries, as it is after the change; never for events that carry none. */
export type ItemOf<Type extends keyof Receives> = Extract<DetailOf<Type>["data"], { readonly after: unknown }>["after"];

/** Detail-types of the change events that are received and carry an item: those that can be mapped. */
export type ItemEvent = {
  [Type in keyof Receives]: [ItemOf<Type>] extends [never] ? never : Type;
}[keyof Receives];

/** What identifies the item of an event. */
export type KeyOf<Type extends ItemEvent> =
  DetailOf<Type> extends { readonly data: { readonly key: infer Key } } ? Key : never;

/** A change event that carries an item. */
export type ChangeDetail = DetailOf<ItemEvent>;
