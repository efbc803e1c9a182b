import type { BatchGetOptions } from "./batch-get.ts";
import { gatherTurn } from "./gather-turn.ts";
import { getEach } from "./get-items.ts";
import type { DynamodbItem } from "./item-key.ts";
import { sendTogether } from "./send-together.ts";

/** Reads an item by its key, consistently; undefined when there is none. */
export type JoinedGets = (key: DynamodbItem) => Promise<DynamodbItem | undefined>;

interface Waiting {
  readonly key: DynamodbItem;
  readonly answer: (item: DynamodbItem | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** Reads what is asked for in the same turn of the event loop together, in calls of up to 100 keys. */
export function joinedGets(table: string, options: BatchGetOptions): JoinedGets {
  const read = gatherTurn<Waiting>(all => void sendTogether(all, get));
  return key => new Promise((answer, fail) => read({ key, answer, fail }));

  async function get(all: readonly Waiting[]): Promise<void> {
    const keys = all.map(({ key }) => key);
    const read = await getEach(table, keys, options);
    for (const [index, { answer, fail }] of all.entries()) {
      const one = read[index];
      if (one) answer(one.item);
      else fail(new Error("DynamoDB left a key unprocessed."));
    }
  }
}
