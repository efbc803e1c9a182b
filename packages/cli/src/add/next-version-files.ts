import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { readRegularText } from "@tributary/synth/read-regular-text";
import type { EventNames } from "./names.ts";

/**
 * Schema and examples of a further version, by path below the contracts folder: those of the newest version there is, under
 * the new version's names. Undefined where there is none, or its files are not named after it.
 */
export function nextVersionFiles(model: ContractModel, names: EventNames): Map<string, string> | undefined {
  const [newest] = model.events.filter(({ name }) => name === names.name).sort((a, b) => b.version - a.version);
  if (newest === undefined) return undefined;
  const schema = `schemas/${newest.stem}.schema.json`;
  if (!existsSync(join(model.root, schema))) return undefined;
  const renamed = (text: string) =>
    text
      .replaceAll(`${newest.stem}.schema.json`, `${names.stem}.schema.json`)
      .replace(new RegExp(`${names.name}V${newest.version}(?!\\d)`, "g"), names.constant);
  const examples = `examples/${newest.stem}`;
  const folder = join(model.root, examples);
  const shown = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(each => statSync(join(folder, each)).isFile())
    : [];
  const copied = [
    [schema, `schemas/${names.stem}.schema.json`] as const,
    ...shown.map(each => [`${examples}/${each}`, `examples/${names.stem}/${each}`] as const),
  ];
  const texts = copied.map(([from, to]) => [to, renamed(readRegularText(join(model.root, from)))] as const);
  const isNamedAfterIt = texts[0]![1].includes(`${names.stem}.schema.json`);
  return isNamedAfterIt ? new Map(texts) : undefined;
}
