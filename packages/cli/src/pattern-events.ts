import { createSchemaCompiler } from "@tributary/contract-tools/check/schema-compiler";
import { noMemory } from "@tributary/contract-tools/check-cache";
import type { EventModel } from "@tributary/contract-tools/contract-model";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { anyEvents, type EventKind, eventsOf } from "@tributary/contract-tools/pattern/event-kind";
import { namedDetailTypes } from "@tributary/contract-tools/pattern/named-detail-types";
import { comparableContracts } from "./comparable-contracts.ts";
import { contractsFolder } from "./contracts-folder.ts";
import { configuredContracts, loadConfig } from "./load-config.ts";
import { UsageError } from "./run-command.ts";

interface Options {
  readonly contract?: string;
  readonly contracts?: string;
  readonly config?: string;
}

/**
 * The events that an explanation considers: those of the contract asked for, else of the one that the pattern names, else
 * all. `UsageError` when the contract asked for is missing or unusable.
 */
export async function patternEvents(
  pattern: Parameters<typeof namedDetailTypes>[0],
  options: Options,
): Promise<EventKind> {
  const loaded = await loadConfig(options.config);
  const folder = options.contracts ?? configuredContracts(loaded);
  const isAsked = options.contract !== undefined || options.contracts !== undefined;
  const root = rootOf(folder, isAsked);
  if (root === undefined) return anyEvents;
  const { model, errors } = comparableContracts(root);
  const named = options.contract === undefined ? namedDetailTypes(pattern) : [options.contract];
  const found = model.events.filter(({ detailType }) => named.includes(detailType));
  const [event] = found;
  // An unreadable contract may be the one meant.
  if (event === undefined && named.length > 0) refuse(errors[0]);
  if (options.contract !== undefined && found.length !== 1) {
    const count = found.length === 0 ? "no contract" : "several contracts";
    throw new UsageError(`${root} has ${count} for ${options.contract}${known(model.events)}`);
  }
  if (event === undefined || found.length > 1) return anyEvents;
  const compiler = createSchemaCompiler(model.schemas, noMemory);
  const kind = eventsOf(event, model, compiler);
  if (kind !== undefined) return kind;
  refuse(...model.schemas.flatMap(schema => compiler.findings(schema)));
  throw new UsageError(`the schema of ${event.detailType} cannot be used; run \`npx tributary check ${root}\``);
}

function refuse(...[error]: readonly (Diagnostic | undefined)[]): void {
  if (error !== undefined) throw new UsageError(`${error.file}:${error.line}:${error.column}: ${error.message}`);
}

/** Contracts may be missing unless they were asked for. */
function rootOf(folder: string, isAsked: boolean): string | undefined {
  try {
    return contractsFolder(folder);
  } catch (error) {
    if (isAsked || !(error instanceof UsageError)) throw error;
    return undefined;
  }
}

const known = (events: readonly EventModel[]): string =>
  events.length === 0
    ? ""
    : `; it has ${events
        .slice(0, 12)
        .map(({ detailType }) => detailType)
        .join(", ")}`;
