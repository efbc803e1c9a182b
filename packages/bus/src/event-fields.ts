import type { IncomingEvent } from "./incoming-event.ts";
import type { LogFields } from "./log.ts";

/**
 * The fields of an event that a log line may hold: its detail-type and every field that its contract classifies as `none`,
 * those of the metadata by name, those of the data by path (`data.change`). The contract's own redactor decides, so a field
 * added to a contract is hidden until it is classified.
 */
export function eventFields({
  contract,
  metadata,
  data,
}: Pick<IncomingEvent, "contract" | "metadata" | "data">): LogFields {
  const fields: Record<string, string | number> = { detailType: contract.detailType };
  collect(contract.redact({ metadata, data }), []);
  return fields;

  function collect(value: unknown, path: readonly string[]) {
    if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) collect(inner, [...path, name]);
      return;
    }
    const name = path.slice(path[0] === "metadata" ? 1 : 0).join(".");
    if (typeof value === "number") fields[name] = value;
    // A class in brackets stands for what is hidden, and says nothing that the contract does not.
    else if (!/^\[\w+\]$/.test(String(value))) fields[name] = String(value);
  }
}
