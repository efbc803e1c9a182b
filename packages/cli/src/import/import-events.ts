import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { sourcePrefix } from "@tributary/contract-tools/source-prefix";
import { alone } from "../add/alone.ts";
import { type DocumentEntry, withEntries } from "../add/document.ts";
import { serviceNames } from "../add/names.ts";
import { schemaIdBeside } from "../add/schema-id-beside.ts";
import { documentRead, soundModel } from "../add/sound-model.ts";
import { writeFiles } from "../add/write-files.ts";
import type { LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { type ContractEntries, contractEntries } from "./contract-entries.ts";
import { type ContractFile, contractFiles } from "./contract-files.ts";
import type { Decide, Decision } from "./decision.ts";
import { importedNames } from "./event-naming.ts";
import { type RoleOptions, rolesOf } from "./event-roles.ts";
import { placeText } from "./import-problem.ts";
import { nameConflicts } from "./name-conflicts.ts";
import type { Planned } from "./planned-event.ts";
import { readEvents } from "./read-events.ts";
import type { SourceEvent } from "./source-event.ts";
import { tryEdits } from "./try-edits.ts";

/** What a command line asks of an import. */
export interface ImportOptions extends RoleOptions {
  readonly receivers: readonly string[];
  /** The class of fields that nothing classifies. */
  readonly classification: string;
  /** Only the events of these names. */
  readonly only?: readonly string[];
  readonly dryRun: boolean;
}

/** An event that was imported, or would be. */
export interface ImportedEvent {
  readonly detailType: string;
  readonly source: string;
  readonly from: string;
}

/** What an import did; or refused to do where there are conflicts: then nothing was written. */
export interface Import {
  readonly events: readonly ImportedEvent[];
  readonly conflicts: readonly string[];
  /** Files, as seen from the current folder. */
  readonly written: readonly string[];
  readonly decided: readonly Decision[];
  /** What publishers have to do so that the events are as the contracts say. */
  readonly open: readonly Decision[];
  /** What a check says of the contracts that it did not say before. */
  readonly left: readonly Diagnostic[];
}

/** Imports events into the contracts of the current folder. Throws a `UsageError`, having written nothing. */
export const importEvents = (
  loaded: LoadedConfig,
  paths: readonly string[],
  options: ImportOptions,
): Promise<Import> =>
  options.dryRun
    ? inTemporaryFolder(scratch => imported(loaded, scratch, paths, options))
    : alone(loaded.folder, scratch => imported(loaded, scratch, paths, options));

/** Attempts of a command that writes nothing in the repository, not even for a while. */
async function inTemporaryFolder<Result>(work: (scratch: string) => Promise<Result>): Promise<Result> {
  const scratch = mkdtempSync(join(tmpdir(), "tributary-import-"));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function imported(
  loaded: LoadedConfig,
  scratch: string,
  paths: readonly string[],
  options: ImportOptions,
): Promise<Import> {
  assertServices(options);
  const model = soundModel(loaded);
  const [decided, open]: [Decision[], Decision[]] = [[], []];
  const decide: Decide = (place, message) => decided.push({ place, message });
  const read = await readEvents(paths, decide);
  const prefix = sourcePrefix(model, loaded.config.sourcePrefix);
  const planned = chosen(read.events, options.only).map(event => plan(event, model, prefix, options, decide));
  const events = planned.map(({ event, detailType, source }) => {
    return { detailType, source, from: placeText(event.place) };
  });
  const conflicts = nameConflicts(model, planned);
  if (conflicts.length > 0) return { events, conflicts, written: [], decided, open, left: [] };
  const ids = model.schemas.map(({ id }) => id);
  const files = planned.flatMap(each => {
    const id = schemaIdBeside(ids, each.names.stem, `https://${each.sender ?? "contracts"}.example/schemas/`);
    return contractFiles(each, { id, files: read.files, root: model.root, ...options }, { decide, leave });
  });
  for (const each of planned) decideDelivery(model, each.entries, decide);
  const outcome = await tryEdits({ loaded, contracts: model.root, scratch }, editsOf(model, planned, files));
  for (const [path, message] of outcome.dropped)
    decide(
      files.find(each => each.path === path)?.from ?? path,
      `left out this example, which is not valid: ${message}`,
    );
  const absent = files.map(({ path }) => [join(model.root, path), undefined] as const);
  if (!options.dryRun) await writeFiles(loaded.folder, outcome.files, new Map([...documentRead(model), ...absent]));
  const written = [...outcome.files.keys()].map(file => relative(".", file));
  return { events, conflicts, written, decided, open, left: outcome.left };

  function leave(place: string, message: string) {
    open.push({ place, message });
  }
}

function assertServices({ sender, source, receivers }: ImportOptions): void {
  if (sender !== undefined && source !== undefined)
    throw new UsageError("give --sender, for events that a service of yours sends, or --source, for events of others");
  for (const service of [sender, ...receivers]) if (service !== undefined) serviceNames(service);
}

function chosen(events: readonly SourceEvent[], only: readonly string[] | undefined): readonly SourceEvent[] {
  if (only === undefined) return events;
  const called = (event: SourceEvent): string[] => {
    const { name, detailType } = importedNames(event);
    return [event.name, name, detailType];
  };
  const missing = only.filter(name => !events.some(event => called(event).includes(name)));
  if (missing.length === 0) return events.filter(event => called(event).some(name => only.includes(name)));
  const known = events.map(event => importedNames(event).detailType).join(", ");
  throw new UsageError(`nothing was written: there is no event ${missing.join(", ")}; there are ${known}`);
}

function plan(
  event: SourceEvent,
  model: ContractModel,
  prefix: string | undefined,
  options: ImportOptions,
  decide: Decide,
): Planned {
  const names = importedNames(event);
  const roles = rolesOf(event, model, prefix, options, decide);
  const detailType = roles.sender === undefined ? event.name : names.detailType;
  if (detailType !== event.name)
    decide(placeText(event.place), `called ${detailType}, where the document says ${JSON.stringify(event.name)}`);
  const entries = contractEntries(model, names, roles, { ...event, ...options, detailType });
  return { event, names, detailType, ...roles, entries };
}

function editsOf(
  { document: { path, text } }: ContractModel,
  planned: readonly Planned[],
  files: readonly ContractFile[],
): ReadonlyMap<string, string> {
  const all = (section: keyof ContractEntries, at: readonly string[]) =>
    planned.flatMap(({ entries }) =>
      Object.entries(entries[section]).map(([key, value]): DocumentEntry => [at, key, value]),
    );
  const entries = [
    ...all("channels", ["channels"]),
    ...all("operations", ["operations"]),
    ...all("messages", ["components", "messages"]),
  ];
  return new Map([
    ["asyncapi.yaml", withEntries(path, text, entries)],
    ...files.map(each => [each.path, each.text] as const),
  ]);
}

function decideDelivery({ document }: ContractModel, { operations }: ContractEntries, decide: Decide): void {
  for (const [id, operation] of Object.entries(operations)) {
    const { order, dedupe } = operation["x-delivery"];
    const at = `${document.path}#/operations/${id}/x-delivery`;
    decide(at, `order ${order}, dedupe ${dedupe}: the document says nothing of delivery`);
  }
}
