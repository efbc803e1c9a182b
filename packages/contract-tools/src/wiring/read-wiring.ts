import { ofRule } from "../check/rule-catalogue.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import { readSourceFile, type SourceFile } from "../source/source-file.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One resource of the deployed program, as `tributary synth` writes it, and where it stands in that file. */
export interface WiredResource {
  readonly name: string;
  /** Pulumi type token, for example `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly parent?: string;
  /** Physical id; of a bus that is there already its name. */
  readonly id: string;
  readonly inputs: Fields;
  readonly outputs: Fields;
  readonly arn: string | undefined;
  /** Of a function: `services/patient-registry/handler.capture`. */
  readonly handler?: string;
  readonly pointer: string;
}

/** The resources of a graph, the file that they were read from, and the services that its functions may be of. */
export interface Wiring {
  readonly source: SourceFile;
  readonly resources: readonly WiredResource[];
  /** The names of the services of the contracts. */
  readonly services: ReadonlySet<string>;
}

/** Reads the resource graph that `tributary synth` writes. A file that is no graph is a finding; a missing one throws. */
export function readWiring(
  path: string,
  model: Pick<ContractModel, "operations">,
): { readonly wiring?: Wiring; readonly diagnostics: readonly Diagnostic[] } {
  return readGraph(readSourceFile(path), model);
}

/** As `readWiring`, of a file that was read. */
export function readGraph(
  source: SourceFile,
  { operations }: Pick<ContractModel, "operations">,
): { readonly wiring?: Wiring; readonly diagnostics: readonly Diagnostic[] } {
  if (source.problems.length > 0) return { diagnostics: source.problems };
  const listed = isObject(source.value) ? source.value.resources : undefined;
  if (!Array.isArray(listed)) {
    const place = { file: source.path, line: 1, column: 1, pointer: "" };
    const message = "the file is not a resource graph";
    return {
      diagnostics: [{ ...ofRule("graph-unreadable"), ...place, message, fix: "create it with `npx tributary synth`" }],
    };
  }
  const made = listed.flatMap((each: unknown, index) => (isObject(each) ? [resource(each, index)] : []));
  const resources = [...made, ...linkedBuses(source.value, made)];
  return { wiring: { source, resources, services: new Set(operations.map(each => each.service)) }, diagnostics: [] };
}

/** All resources of a type, by its last part: `Queue`, `EventRule` … */
export const ofType = ({ resources }: Pick<Wiring, "resources">, type: string): WiredResource[] =>
  resources.filter(each => each.type.endsWith(`:${type}`));

/** The value at a path of names; undefined where there is none. */
export const inside = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((held, key) => (isObject(held) ? held[key] : undefined), value);

/** The value at a path of names if it is a text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = inside(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** Buses that the program links and does not make: they are there already. */
function linkedBuses(graph: unknown, made: readonly WiredResource[]): WiredResource[] {
  const links = inside(graph, "links");
  return Object.entries(isObject(links) ? links : {}).flatMap(([name, link]) => {
    const arn = textAt(link, "arn");
    const [, bus] = /^arn:[\w-]+:events:[\w-]*:\d*:event-bus\/(.+)$/.exec(arn ?? "") ?? [];
    if (bus === undefined || made.some(each => each.arn === arn)) return [];
    return [
      {
        ...{ name, type: "link:EventBus", id: bus, inputs: { name: bus }, outputs: { arn }, arn },
        pointer: toPointer(["links", name]),
      },
    ];
  });
}

function resource(each: Fields, index: number): WiredResource {
  const handler = textAt(each, "code", "handler");
  return {
    name: textAt(each, "name") ?? "",
    type: textAt(each, "type") ?? "",
    ...(typeof each.parent === "string" ? { parent: each.parent } : {}),
    id: textAt(each, "id") ?? "",
    inputs: isObject(each.inputs) ? each.inputs : {},
    outputs: isObject(each.outputs) ? each.outputs : {},
    arn: textAt(each, "outputs", "arn"),
    ...(handler === undefined ? {} : { handler }),
    pointer: `/resources/${index}`,
  };
}
