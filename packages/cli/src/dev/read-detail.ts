import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { EventModel } from "@tributary/contract-tools/contract-model";
import { jsonFiles } from "@tributary/contract-tools/load-contracts";
import { parseSourceFile, type SourceFile } from "@tributary/contract-tools/source-file";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import { type Input, readInput } from "../read-input.ts";
import { UsageError } from "../run-command.ts";

/** A detail to send: its origin, and its JSON with positions. */
export interface DetailSource {
  /** Its name in messages. */
  readonly name: string;
  readonly source: SourceFile;
}

/**
 * The detail in a file, on standard input (`-`), or in an example of the event; by default the first example. `UsageError` gives
 * the place of invalid JSON, or lists the examples.
 */
export function readDetail(
  event: EventModel,
  { contracts, example, file }: { contracts: string; example?: string; file?: string },
): DetailSource {
  const input = file === undefined ? readInput(exampleFile(event, contracts, example)) : readInput(file);
  return { name: input.name, source: parsed(input) };
}

function parsed({ name, text }: Input): SourceFile {
  const source = parseSourceFile(name.endsWith(".json") ? name : `${name}.json`, text);
  const [problem] = source.problems;
  if (problem === undefined) return source;
  throw new UsageError(`${name}:${problem.line}:${problem.column}: ${problem.message}`);
}

function exampleFile(event: EventModel, contracts: string, asked: string | undefined): string {
  const folder = join(contracts, "examples", event.stem, "valid");
  const names = existsSync(folder) ? jsonFiles(folder).map(name => name.replace(/\.json$/, "")) : [];
  const name = asked?.replace(/\.json$/, "") ?? names[0];
  const shown = relative("", folder);
  if (name === undefined)
    throw new UsageError(`${event.detailType} has no example in ${shown}: name a file, or - for standard input`);
  if (names.includes(name)) return relative("", join(folder, `${name}.json`));
  const near = names.filter(each => isNear(name, each));
  const advice =
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : names.length > 0 ? `There are ${names.join(", ")}.` : "";
  throw new UsageError(`${event.detailType} has no example ${name} in ${shown}. ${advice}`.trimEnd());
}
