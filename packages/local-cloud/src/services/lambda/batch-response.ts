/** What a function answered for a batch. */
export interface BatchAnswer {
  /** Indexes of the items to try again. */
  readonly failed: ReadonlySet<number>;
  /** Why the answer counts as the failure of the whole batch, in words without data of it; undefined for a proper answer. */
  readonly fault?: string;
}

/**
 * Reads which items of a batch a function reported as failed. All of them when the response names an item that was not
 * sent, or is malformed, as AWS takes it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function readBatchAnswer(payload: string, ids: readonly string[]): BatchAnswer {
  const all = (fault: string) => ({ failed: new Set(ids.keys()), fault });
  const response: unknown = JSON.parse(payload);
  // "An empty EventResponse" is a success, as "a null EventResponse" is: services-ddb-batchfailurereporting.
  if (response === null || response === "") return { failed: new Set() };
  if (typeof response !== "object") return all(`it is a ${typeof response}`);
  if (Array.isArray(response)) return { failed: new Set() };
  const failures = "batchItemFailures" in response ? response.batchItemFailures : null;
  if (failures === null || failures === undefined) return { failed: new Set() };
  if (!Array.isArray(failures)) return all("its batchItemFailures is not a list");
  const failed = new Set<number>();
  for (const failure of failures as unknown[]) {
    const id =
      typeof failure === "object" && failure !== null && "itemIdentifier" in failure ? failure.itemIdentifier : "";
    if (!id) return all("an entry of its batchItemFailures has no itemIdentifier");
    const index = ids.indexOf(String(id));
    if (index < 0) return all("an itemIdentifier names no item of the batch");
    failed.add(index);
  }
  return { failed };
}
