import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";
import type { ContractEntries } from "./contract-entries.ts";
import { placeText } from "./import-problem.ts";
import type { Planned } from "./planned-event.ts";

/** The events whose names are taken, in the contracts or by another event of the import, each with all that is. */
export function nameConflicts({ document, root }: ContractModel, planned: readonly Planned[]): string[] {
  const taken = new Map<string, string>();
  return planned.flatMap(({ event, names, entries }) => {
    const from = placeText(event.place);
    const there = (section: string, pointer: string) => {
      const known = valueAt(document.value, pointer);
      return Object.keys(entries[section as keyof ContractEntries]).map((key): [string, string | undefined] => [
        `${document.path}#${pointer}${toPointer([key])}`,
        isObject(known) && Object.hasOwn(known, key) ? "there already" : undefined,
      ]);
    };
    const files = [`schemas/${names.stem}.schema.json`, `examples/${names.stem}`].map(
      (path): [string, string | undefined] => [
        join(root, path),
        existsSync(join(root, path)) ? "there already" : undefined,
      ],
    );
    const claims = [
      ...there("channels", "/channels"),
      ...there("operations", "/operations"),
      ...there("messages", "/components/messages"),
      ...files,
    ];
    const lost = claims.flatMap(([name, holder]) => {
      const known = holder ?? taken.get(name);
      return known === undefined ? [] : [`${name} (${known})`];
    });
    for (const [name] of claims) taken.set(name, `of ${from}`);
    return lost.length === 0 ? [] : [`${names.detailType} from ${from}: ${lost.join(", ")}`];
  });
}
