import type { Upcaster } from "@tributary/contract/upcaster";

/** Which of some details of the old version an upcaster does not bring to the new one, strictly valid, and why; by position. */
export function upcastFailures({ from, to, upcast }: Upcaster, details: readonly unknown[]): string[] {
  return details.flatMap((detail, index) => {
    const before = from.strict(detail);
    if (!before.valid) return [`${index}: is no ${from.detailType}`];
    const given = structuredClone(before.value);
    const made = { metadata: { ...given.metadata, dataschema: to.schemaId }, data: upcast(given.data) };
    const again = upcast(structuredClone(before.value.data));
    if (JSON.stringify(given) !== JSON.stringify(before.value)) return [`${index}: what was given has changed`];
    if (JSON.stringify(again) !== JSON.stringify(made.data)) return [`${index}: another answer the second time`];
    const after = to.strict(made);
    return after.valid ? [] : after.violations.map(({ pointer, keyword }) => `${index}: ${keyword} at ${pointer}`);
  });
}
