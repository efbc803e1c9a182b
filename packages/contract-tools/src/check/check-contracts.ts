import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, valueAt } from "../source/json-pointer.ts";
import { loadContracts } from "../source/load-contracts.ts";
import { unreadParts } from "../source/unread-parts.ts";
import { checkWiring } from "../wiring/check-wiring.ts";
import { judgeByAge, type ProgramNow } from "../wiring/graph-age.ts";
import { readWiring } from "../wiring/read-wiring.ts";
import { type Memory, noMemory } from "./check-cache.ts";
import { checkDocument } from "./check-document.ts";
import { checkExamples } from "./check-examples.ts";
import { checkExtensions } from "./check-extensions.ts";
import { checkFields } from "./check-fields.ts";
import { checkFilters } from "./check-filters.ts";
import { checkNames } from "./check-names.ts";
import { checkOperations } from "./check-operations.ts";
import { checkPromises } from "./check-promises.ts";
import { checkReceptions } from "./check-receptions.ts";
import { checkReferenceSiblings } from "./check-reference-siblings.ts";
import { checkReferences } from "./check-references.ts";
import { checkReleased } from "./check-released.ts";
import { checkSchemas } from "./check-schemas.ts";
import { checkUnread } from "./check-unread.ts";
import { ruleInfo } from "./rule-catalogue.ts";
import { applyRuleSettings, type RuleConfiguration } from "./rule-settings.ts";
import { createSchemaCompiler } from "./schema-compiler.ts";
import { applySuppressions } from "./suppressions.ts";

/** Options of `checkContracts`. */
export interface CheckOptions {
  /** The resource graph of the deployed program, as `tributary synth` writes it: then the wiring is checked as well. */
  readonly graph?: string;
  /** What the program of that graph is now, where that can be known: asked only when the graph lacks something. */
  readonly programNow?: () => Promise<ProgramNow | undefined>;
  /** How rules are judged; globs are relative to `folder`, the current one when left out. */
  readonly rules?: RuleConfiguration;
  readonly folder?: string;
  /** What the sources of own events begin with; unless given, what most sent events have. */
  readonly sourcePrefix?: string;
  /**
   * Asks `@asyncapi/parser`, which takes most of the time of a check, only where the document says something that was not
   * understood: for those who need its channels and operations, and leave the rest of AsyncAPI to a check.
   */
  readonly parseWhenNeeded?: boolean;
  /** Kept from one check to the next, so that only what changed is checked again. */
  readonly memory?: Memory;
}

/** Everything that is wrong with a contracts folder, by file and place; empty when nothing is. A missing file throws. */
export async function checkContracts(root: string, options: CheckOptions = {}): Promise<Diagnostic[]> {
  return (await inspectContracts(root, options)).diagnostics;
}

/** A contracts folder, understood as far as it can be, with everything that is wrong with it. */
export async function inspectContracts(
  root: string,
  options: CheckOptions = {},
): Promise<{ model: ContractModel; diagnostics: Diagnostic[] }> {
  const memory = options.memory ?? noMemory;
  const { model, diagnostics: unread } = loadContracts(root, memory.read);
  // Files that are unreadable are reported already.
  const judged = [...model.schemas.map(({ source }) => source.path), ...unread.map(({ file }) => file)];
  const isEnough = options.parseWhenNeeded === true && unreadParts(model).length === 0;
  const parsing = memory.keep("document", model.document, [isEnough, ...judged], async () =>
    isEnough || model.document.problems.length > 0 ? [] : checkDocument(model.document, judged),
  );
  const compiler = createSchemaCompiler(model.schemas, memory);
  const schemas = checkSchemas(model.schemas, compiler);
  // Of a schema that is broken the authority on AsyncAPI says the same again, less exactly, and rules say what follows from it.
  const broken = new Set(
    [...unread, ...schemas].filter(({ severity }) => severity === "error").map(({ file }) => file),
  );
  const all = schemaSet(model.schemas.filter(({ source }) => !broken.has(source.path)));
  const every = schemaSet(model.schemas);
  const isSound = ({ schema }: EventModel) => [...schemaClosure(schema.id, every).keys()].every(id => all.has(id));
  const sound = { ...model, events: model.events.filter(isSound) };
  const understood = { ...sound, operations: model.operations.filter(({ event }) => isSound(event)) };
  const graph = options.graph === undefined ? undefined : readWiring(options.graph, model);
  const wiring = graph?.wiring === undefined ? [] : checkWiring(sound, graph.wiring, compiler);
  const extensions = checkExtensions(model, memory);
  const own = [
    ...unread.filter(each => !isOfMisspelt(each, extensions)),
    ...checkReferences(model.document),
    ...schemas,
    ...model.schemas.flatMap(checkReferenceSiblings),
    ...extensions,
    ...checkNames(model, options.sourcePrefix),
    ...checkOperations(model, options.sourcePrefix),
    ...checkPromises(model),
    ...checkFilters(understood, compiler),
    ...checkReceptions(understood, compiler),
    ...checkFields(sound, memory, options.sourcePrefix),
    ...checkExamples(sound, compiler, memory),
    ...checkReleased(model),
    ...(graph?.diagnostics ?? []),
  ];
  const document = (await parsing).filter(({ file }) => file === model.document.path || !broken.has(file));
  // Of what was not understood whole nobody can say that a rule or a grant has no event: it may be the one left out.
  const isUnderstood = !broken.has(model.document.path) && document.every(({ severity }) => severity !== "error");
  const isWhole = isUnderstood && sound.events.length === channelCount(model);
  const files = [model.document, ...model.schemas.map(({ source }) => source)];
  const unused = isWhole ? checkUnread(model) : [];
  const settledWith = (wired: readonly Diagnostic[]) => {
    const found = [...own, ...unused, ...document, ...(isWhole ? wired : [])];
    const unique = [...new Map(found.map(each => [JSON.stringify(each), each])).values()];
    const meant = applySuppressions(unique, files, graph?.wiring !== undefined && isWhole);
    return applyRuleSettings(meant, options.rules ?? {}, options.folder ?? ".");
  };
  let settled = settledWith(wiring);
  if (graph?.wiring !== undefined && isWhole && settled.some(({ rule }) => ruleInfo(rule).needsGraph === true)) {
    const now = await options.programNow?.();
    if (now !== undefined) settled = settledWith(judgeByAge(wiring, sound, graph.wiring, now, compiler));
  }
  // What was not understood must not pass for clean; mostly something else says why.
  const silent = settled.some(({ severity }) => severity === "error") ? [] : unreadParts(model);
  return { model, diagnostics: [...settled, ...silent].sort(byPlace) };
}

/** The extensions that parts of the document cannot be understood without, by the rule that says so. */
const needed: Readonly<Record<string, string>> = {
  "operation-without-service": "x-service",
  "channel-without-eventbridge": "x-eventbridge",
};

/** Whether an extension is only missing because its name is misspelt, which is a finding of its own. */
const isOfMisspelt = ({ rule, file, pointer }: Diagnostic, extensions: readonly Diagnostic[]): boolean =>
  extensions.some(
    each =>
      each.rule === "extension-undescribed" &&
      each.file === file &&
      each.pointer?.replace(/\/[^/]*$/, "") === pointer &&
      each.fix === `rename it to ${needed[rule]}`,
  );

function channelCount({ document }: ContractModel): number {
  const channels = valueAt(document.value, "/channels");
  return isObject(channels) ? Object.keys(channels).length : 0;
}

const byPlace = (a: Diagnostic, b: Diagnostic) =>
  compare(a.file, b.file) ||
  a.line - b.line ||
  a.column - b.column ||
  compare(a.rule, b.rule) ||
  compare(a.message, b.message);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
