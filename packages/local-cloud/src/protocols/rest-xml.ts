import { compileXmlReader } from "../models/read-xml.ts";
import { type ServiceTable, serviceTable } from "../models/service-table.ts";
import { compileXmlWriter } from "../models/write-xml.ts";
import { type HttpBinding, httpBinding, type Placed, readBound, type Times, writeBound } from "./http-binding.ts";
import { type Routed, type RoutedRequest, restRoutes } from "./rest-routes.ts";

/** Options of a service that speaks REST-XML. */
export interface RestXmlOptions {
  /** Its file in `models`, without the ending. */
  readonly model: string;
  /** XML namespace of its answers. */
  readonly namespace: string;
  /** Routes of operations that are no part of its model. */
  readonly beside?: Readonly<Record<string, string>>;
  /** The refusal of a header or parameter that is not of its type. */
  readonly refusal: (at: string, type: "integer" | "boolean") => Error;
}

/** An answer without what is the same in all. */
export interface RestXmlAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string;
}

/** The parts of REST-XML that follow from a service's table. */
export interface RestXml {
  route(request: RoutedRequest): Routed | undefined;
  /** The members that are in query, headers and body; undefined of an operation that is not supported. `XmlMismatch` for a body that is not of the model. */
  read(
    operation: string,
    request: Pick<RoutedRequest, "query" | "headers">,
    body: Uint8Array,
  ): Record<string, unknown> | undefined;
  write(operation: string, output: object): RestXmlAnswer;
}

/** Points in time are dates, in inputs and outputs. */
const dates: Times = {
  read: milliseconds => new Date(milliseconds),
  milliseconds: value => (value as Date).getTime(),
};

interface Input {
  readonly binding: HttpBinding;
  /** Members whose text has to be of a type. */
  readonly typed: readonly Placed[];
  /** Reads the body into the input. */
  readonly readBody: (body: Uint8Array, input: Record<string, unknown>) => void;
}

interface Output {
  readonly binding: HttpBinding;
  readonly status: number;
  readonly writeBody: (output: Readonly<Record<string, unknown>>) => Uint8Array | string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * REST-XML by a service's table: query, headers and what of a body is in its elements become members; answers are written
 * the other way round. See https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export function restXml(options: RestXmlOptions): RestXml {
  const { model, namespace, beside = {}, refusal } = options;
  const inputs = new Map<string, Input | undefined>();
  const outputs = new Map<string, Output>();
  let route: RestXml["route"] | undefined;

  const inputOf = (operation: string): Input | undefined => {
    if (inputs.has(operation)) return inputs.get(operation);
    const table = serviceTable(model);
    const spec = table.operations[operation];
    const input = spec && compileInput(table, spec[0]);
    inputs.set(operation, input);
    return input;
  };
  const outputOf = (operation: string): Output => {
    let output = outputs.get(operation);
    if (output === undefined) {
      output = compileOutput(serviceTable(model), operation, namespace);
      outputs.set(operation, output);
    }
    return output;
  };

  return {
    route(request) {
      route ??= restRoutes({ ...serviceTable(model).routes, ...beside });
      return route(request);
    },
    read(operation, request, body) {
      const found = inputOf(operation);
      if (found === undefined) return undefined;
      const input: Record<string, unknown> = {};
      readBound(found.binding, request, {}, dates, input);
      for (const { at, member, type } of found.typed) {
        if (typeof input[member] !== "string") continue;
        if (type.kind === "number") throw refusal(at, "integer");
        if (type.kind === "boolean") throw refusal(at, "boolean");
        // A date that is none says nothing: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
        if (at.startsWith("if-")) delete input[member];
      }
      found.readBody(body, input);
      return input;
    },
    write(operation, output) {
      const { binding, status, writeBody } = outputOf(operation);
      const members = output as Readonly<Record<string, unknown>>;
      return { status, headers: writeBound(binding, members, dates, {}), body: writeBody(members) };
    },
  };
}

function compileInput(table: ServiceTable, structure: string): Input {
  const binding = httpBinding(table, structure);
  const typed = [...binding.queries, ...binding.headers].filter(({ type }) =>
    ["number", "boolean", "timestamp"].includes(type.kind),
  );
  const { payload } = binding;
  if (payload === undefined) return { binding, typed, readBody: () => {} };
  const { name, type } = payload;
  if (type.kind === "stream") return { binding, typed, readBody: (body, input) => (input[name] = body) };
  if (type.kind !== "structure")
    return { binding, typed, readBody: (body, input) => (input[name] = Buffer.from(body).toString("utf8")) };
  const read = compileXmlReader(table)(type.name);
  return {
    binding,
    typed,
    readBody(body, input) {
      if (body.length > 0) input[name] = read(body);
    },
  };
}

function compileOutput(table: ServiceTable, operation: string, namespace: string): Output {
  const [, structure = "unit", traits] = table.operations[operation] ?? [];
  const { http, root } = (traits ?? {}) as { readonly http?: readonly unknown[]; readonly root?: string };
  const binding = httpBinding(table, structure);
  const status = Number(http?.[2] ?? 200);
  const { payload, body } = binding;
  const document = (name: string, content: string) =>
    `${DECLARATION}<${name} xmlns="${namespace}">${content}</${name}>`;
  if (payload?.type.kind === "structure") {
    const { name, traits: own, type } = payload;
    const write = compileXmlWriter(table)(type.name);
    const element = own.xmlName ?? type.name;
    return { binding, status, writeBody: output => document(element, write((output[name] ?? {}) as object)) };
  }
  if (payload) return { binding, status, writeBody: output => (output[payload.name] ?? "") as Uint8Array | string };
  if (body.length === 0) return { binding, status, writeBody: () => "" };
  const names = new Set(body.map(({ name }) => name));
  const write = compileXmlWriter(table)(structure);
  return {
    binding,
    status,
    writeBody(output) {
      const inBody = Object.entries(output).filter(([name]) => names.has(name));
      return document(root ?? structure, write(Object.fromEntries(inBody)));
    },
  };
}
