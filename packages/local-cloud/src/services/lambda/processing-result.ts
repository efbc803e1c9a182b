import type { CloudContext } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";

/** How the last invocation for a stream went, in the words of `LastProcessingResult`. */
type ProcessingResult = "OK" | "PROBLEM: Function call failed";

const resultsByStore = new WeakMap<Store, Map<string, ProcessingResult>>();

/** Notes how the last invocation for a mapping went. Kept in the process, as retries are. */
export function noteProcessingResult({ store }: CloudContext, mappingId: string, result: ProcessingResult): void {
  const results = resultsByStore.get(store) ?? new Map<string, ProcessingResult>();
  resultsByStore.set(store, results);
  results.set(mappingId, result);
}

/** The last result of a stream mapping. */
export function lastProcessingResult({ store }: CloudContext, mappingId: string): string {
  return resultsByStore.get(store)?.get(mappingId) ?? "No records processed";
}
