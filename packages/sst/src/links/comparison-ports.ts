import type { ComparisonDependencies } from "@tributary/bus/compare-table";
import { dynamodbTable } from "@tributary/bus/dynamodb-table";
import type { KeepDependencies } from "@tributary/bus/keep-published";
import type { ComparisonMessages } from "@tributary/bus/operate-comparison";
import { dynamodbPublishedStates } from "@tributary/delivery/dynamodb-published-states";
import { sendMessagesTo } from "@tributary/delivery/send-messages";
import { links, type QueueLink, type StreamLink, type TableLink } from "./links.ts";
import { type Producer, producerPorts } from "./producer-ports.ts";

interface Compared extends Producer {
  /** Name of the bus component. */
  readonly bus: string;
  /** The attributes of the table's key. */
  readonly key: readonly string[];
}

const linked = links<Readonly<Record<string, TableLink & StreamLink & QueueLink>>>();

/** The published states that the component `tableComparison` of this name records. */
export function keepPorts(name: string): KeepDependencies {
  return { states: dynamodbPublishedStates({ table: linked[`${name}Published`]!.name }) };
}

/** Ports of the functions of `tableComparison` for the table of this name, built from their links. */
export function comparisonPorts(
  name: string,
  { bus, key, ...producer }: Compared,
): ComparisonDependencies & ComparisonMessages {
  const send = sendMessagesTo(() => linked[`${name}ComparisonQueue`]!.url);
  return {
    ...producerPorts(bus, producer),
    ...keepPorts(name),
    table: dynamodbTable({ table: linked[name]!.name, streamArn: linked[`${name}Stream`]!.arn, keyNames: key }),
    now: Date.now,
    sleep: milliseconds => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
    sendRequest: request => send(request, 0),
  };
}
