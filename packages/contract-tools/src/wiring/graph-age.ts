import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finding } from "../check/finding.ts";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { emitOperations } from "../emit/emit-operations.ts";
import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { parseSourceFile } from "../source/source-file.ts";
import { checkWiring } from "./check-wiring.ts";
import { notWiredYet, unwired } from "./not-wired-yet.ts";
import { readGraph, type Wiring } from "./read-wiring.ts";

/** The program as it is now, as far as that can be known without writing its graph. */
export interface ProgramNow {
  /** Its graph, as a snapshot's text; undefined where it cannot be evaluated here. */
  readonly graph?: string;
  /** The texts of its own files. */
  readonly sources: readonly string[];
}

const generate = "run `npx tributary generate`, then `npx tributary synth`";
const synth = "run `npx tributary synth`";

/**
 * What the wiring lacks, judged by the age of the graph: what the program has already is no longer asked for, and the graph is
 * called older than the program, or than the contracts where the generated modules are, too. It is compared with the graph that
 * the program gives now or, where that is unknown, with what the program imports of the generated modules.
 */
export function judgeByAge(
  found: readonly Diagnostic[],
  model: ContractModel,
  wiring: Wiring,
  now: ProgramNow,
  compiler: SchemaCompiler,
): Diagnostic[] {
  const { source } = wiring;
  const older = (than: string, fix: string) =>
    finding("graph-stale", source, "", `the graph is older than ${than}`, { fix });
  const current =
    now.graph === undefined ? undefined : readGraph(parseSourceFile(source.path, now.graph), model).wiring;
  const isOlder = current !== undefined && now.graph !== source.text;
  const behind = outdatedServices(model);
  const open = unwired(model, current ?? wiring);
  // A generated module that is behind gives the program less than it asks for.
  const written = [...open.operations].filter(
    each => (current === undefined || behind.includes(each.service)) && isImported(each, now.sources),
  );
  const wired = [...new Set(written.map(({ service }) => service))].filter(service => !behind.includes(service));
  const operations = new Set([...open.operations].filter(each => !written.includes(each)));
  const buses = new Set([...open.buses].filter(bus => !written.some(({ event }) => event.bus === bus)));
  const left = isOlder ? checkWiring(model, current, compiler) : found;
  const isLeft = ({ rule, message }: Diagnostic) => left.some(each => each.rule === rule && each.message === message);
  return [
    ...(isOlder ? [older("the program", synth)] : []),
    ...(wired.length > 0 ? [older(`the program, which wires ${wired.join(", ")}`, synth)] : []),
    ...(behind.length > 0 ? [older(`the contracts of ${behind.join(", ")}`, generate)] : []),
    ...found
      .filter(({ rule }) => rule !== "not-wired-yet")
      .map(each => (isLeft(each) ? each : { ...each, fix: `the program has this fault no more: ${synth}` })),
    ...notWiredYet(model, { buses, operations }),
  ];
}

/** The services whose generated module says something else than the contracts. */
function outdatedServices({ root, operations }: ContractModel): string[] {
  return [...new Set(operations.map(({ service }) => service))].filter(service => {
    const path = join(root, "generated", `${service}.operations.js`);
    return existsSync(path) && readFileSync(path, "utf8") !== emitOperations(service, operations).js;
  });
}

/** Whether a file of the program imports by name what the service of an operation sends or receives. */
function isImported({ action, service }: OperationModel, sources: readonly string[]): boolean {
  const name = action === "send" ? "sends" : "receives";
  const from = new RegExp(
    String.raw`import\s*\{([^}]*)\}\s*from\s*["'][^"']*/${service}\.operations(?:\.js)?["']`,
    "g",
  );
  return sources.some(text =>
    [...text.matchAll(from)].some(([, names = ""]) => new RegExp(String.raw`\b${name}\b`).test(names)),
  );
}
