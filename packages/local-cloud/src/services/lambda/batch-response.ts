/**
 * The indexes of the items of a batch that a function reported as failed. All of them when the response names an item
 * that was not sent, or is malformed, as AWS takes it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedItems(payload: string, ids: readonly string[]): ReadonlySet<number> {
  const all = () => new Set(ids.keys());
  const response: unknown = JSON.parse(payload);
  if (response === null) return new Set();
  if (typeof response !== "object") return all();
  const failures = "batchItemFailures" in response ? response.batchItemFailures : null;
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return all();
  const failed = new Set<number>();
  for (const failure of failures as unknown[]) {
    const id =
      typeof failure === "object" && failure !== null && "itemIdentifier" in failure ? failure.itemIdentifier : "";
    const index = ids.indexOf(String(id));
    if (!id || index < 0) return all();
    failed.add(index);
  }
  return failed;
}
