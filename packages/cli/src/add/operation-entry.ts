import type { ContractModel } from "@tributary/contract-tools/contract-model";
import type { DocumentEntry } from "./document.ts";
import { capitalised, type EventNames, serviceNames } from "./names.ts";

interface Operation extends Pick<EventNames, "name" | "version"> {
  readonly service: string;
  readonly action: "send" | "receive";
  /** Where the channel stands in the document: `/channels/patientRecordChanged`. */
  readonly channel: string;
  readonly delivery: object;
}

/** The entry of an operation, with the name that the rules ask for. */
export function operationEntry(model: ContractModel, operation: Operation): DocumentEntry {
  const { service, action, name, version, channel, delivery } = operation;
  const verb = action === "send" ? "Sends" : "Receives";
  const plain = `${serviceNames(service).camel}${verb}${name}`;
  const isTaken = model.operations.some(({ id }) => id === plain);
  const summary = `${action === "send" ? "Publishes" : "Takes"} ${name}.v${version}.`;
  return [
    ["operations"],
    isTaken ? `${plain}V${version}` : plain,
    { action, summary, channel: { $ref: `#${channel}` }, "x-service": service, "x-delivery": delivery },
  ];
}

/** Words of a name, as a sentence begins: `InvoiceChanged` → `Invoice changed`. */
export const wordsOf = (name: string): string =>
  capitalised(name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase());
