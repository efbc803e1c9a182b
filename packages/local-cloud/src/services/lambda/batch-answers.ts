import type { CloudContext } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";
import { readBatchAnswer } from "./batch-response.ts";
import type { FunctionAnswer } from "./invoke-function.ts";

/** What a function is fed by: an event source mapping or a pipe. */
export interface BatchReader {
  /** For people: `event source mapping 1234-…`. */
  readonly name: string;
  readonly functionArn: string;
}

const toldByStore = new WeakMap<Store, Set<string>>();

/**
 * The indexes of the items that a function's answer leaves to be tried again. A malformed answer fails its batch every time,
 * without a word on AWS: here standard error says once per reader what is wrong with it.
 */
export function failedItems(
  context: CloudContext,
  reader: BatchReader,
  answer: FunctionAnswer,
  ids: readonly string[],
): ReadonlySet<number> {
  const { failed, fault } = readBatchAnswer(answer.payload, ids);
  if (fault !== undefined) tellOnce(context, reader, fault);
  return failed;
}

function tellOnce({ store }: CloudContext, { name, functionArn }: BatchReader, fault: string): void {
  const told = toldByStore.get(store) ?? new Set<string>();
  toldByStore.set(store, told);
  if (told.has(name)) return;
  told.add(name);
  console.error(
    `${functionArn} answers its ${name} so that the whole batch fails: ${fault}. Return {"batchItemFailures": [{"itemIdentifier": "…"}]}, or nothing when all went well.`,
  );
}
