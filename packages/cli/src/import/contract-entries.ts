import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { type EventNames, serviceNames, uncapitalised } from "../add/names.ts";
import type { Roles } from "./event-roles.ts";

/** What an event adds to `asyncapi.yaml`: entries by section and key. */
export interface ContractEntries {
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, OperationEntry>>;
  readonly messages: Readonly<Record<string, object>>;
}

interface OperationEntry {
  readonly action: string;
  readonly channel: object;
  readonly "x-service": string;
  readonly "x-delivery": { readonly order: string; readonly dedupe: string };
}

/** Promises and requests that any event keeps: those of the document are unknown. */
const SENT = { order: "none", dedupe: "eventId" };
const RECEIVED = { order: "none", dedupe: "eventId", maxAge: "PT24H" };

/** The channel, message and operations of an event. */
export function contractEntries(
  { document }: ContractModel,
  { name, version, detailType: key, stem }: EventNames,
  { bus, source, sender }: Roles,
  {
    summary,
    receivers,
    detailType,
  }: { readonly summary?: string; readonly receivers: readonly string[]; readonly detailType: string },
): ContractEntries {
  const channel = `${uncapitalised(name)}${version > 1 ? `V${version}` : ""}`;
  const servers = isObject(document.value) && isObject(document.value.servers) ? document.value.servers : {};
  const title = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .toLowerCase()
    .replace(/^./, first => first.toUpperCase());
  const operation = (action: string, service: string, delivery: typeof SENT): [string, OperationEntry] => [
    `${serviceNames(service).camel}${action === "send" ? "Sends" : "Receives"}${name}${version > 1 ? `V${version}` : ""}`,
    { action, channel: { $ref: `#/channels/${channel}` }, "x-service": service, "x-delivery": delivery },
  ];
  return {
    channels: {
      [channel]: {
        address: `${bus}/${detailType}`,
        title,
        ...(Object.hasOwn(servers, bus) && { servers: [{ $ref: `#/servers/${bus}` }] }),
        messages: { [key]: { $ref: `#/components/messages/${key}` } },
        "x-eventbridge": { bus, source, detailType, bindingVersion: "0.1.0" },
      },
    },
    operations: Object.fromEntries([
      ...(sender === undefined ? [] : [operation("send", sender, SENT)]),
      ...receivers.map(service => operation("receive", service, RECEIVED)),
    ]),
    messages: {
      [key]: {
        name: key,
        title,
        ...(summary !== undefined && { summary }),
        contentType: "application/json",
        payload: { $ref: `./schemas/${stem}.schema.json` },
      },
    },
  };
}
