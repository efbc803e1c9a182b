import { checkVersion } from "../check/check-document.ts";
import { finding } from "../check/finding.ts";
import type { ContractModel } from "./contract-model.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isObject, toPointer, valueAt } from "./json-pointer.ts";

/**
 * The channels and operations of a document that came to be no event and no operation of the model, whatever the reason: what
 * concludes anything from the whole of the contracts must not conclude it without them. Empty when all were understood.
 */
export function unreadParts({ document, events, operations }: ContractModel): Diagnostic[] {
  const version = checkVersion(document);
  if (version.length > 0) return version;
  const missing = (kind: string, understood: readonly { readonly pointer: string }[]): string[] => {
    const value = valueAt(document.value, `/${kind}`);
    if (value === undefined) return [];
    if (!isObject(value)) return [`/${kind}`];
    const known = new Set(understood.map(({ pointer }) => pointer));
    return Object.keys(value)
      .map(key => toPointer([kind, key]))
      .filter(pointer => !known.has(pointer));
  };
  const fix =
    "name its bus, source and detailType, such as PatientMerged.v1, in x-eventbridge, and its schema in its message";
  const channels = missing("channels", events).map(pointer =>
    finding("channel-without-schema", document, pointer, "no event with a schema could be read here", { fix }),
  );
  // Operations on a channel that was not read follow from it.
  if (channels.length > 0) return channels;
  return missing("operations", operations).map(pointer =>
    finding("asyncapi", document, pointer, "no operation on an event could be read here"),
  );
}
