import { Readable } from "node:stream";
import type { HttpRequest, HttpResponse } from "@smithy/types";
import fc from "fast-check";
import type { Wire, WireRequest } from "../kernel/wire.ts";
import { type MemberTraits, type ModelType, membersOf, type ServiceTable } from "../models/service-table.ts";

/** What XML can hold too, and the SDK's parser keeps. */
const texts = fc
  .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
  .filter(text => !/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text) && text.trim() === text);

/** Values as a client takes them, bytes and dates where the wire has texts, without some members. */
export function clientValue(
  table: ServiceTable,
  type: ModelType,
  without: readonly string[] = [],
  traits: MemberTraits = {},
  depth = 0,
): fc.Arbitrary<unknown> {
  const within = (of: ModelType) => clientValue(table, of, without, traits, depth + 1);
  if (type.kind === "structure") return clientStructure(table, type.name, without, depth);
  if (type.kind === "list") return fc.array(within(type.of), { minLength: 1, maxLength: 2 });
  if (type.kind === "map") {
    const names = traits.httpPrefixHeaders ? fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/) : fc.string({ minLength: 1 });
    return fc.dictionary(names, within(type.of), {
      minKeys: 1,
      maxKeys: 2,
      noNullPrototype: true,
    });
  }
  if (traits.httpResponseCode) return fc.constantFrom(200, 202);
  if (type.kind === "number") return fc.integer();
  if (type.kind === "boolean") return fc.boolean();
  if (type.kind === "blob" || type.kind === "stream") return fc.uint8Array({ minLength: 1 });
  if (type.kind === "timestamp")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map(date => new Date(Math.floor(date.getTime() / 1000) * 1000));
  const isHeader = traits.httpHeader ?? traits.httpPrefixHeaders;
  return isHeader ? fc.stringMatching(/^[!-+.-~]([ !-+.-~]{0,8}[!-+.-~])?$/) : texts;
}

function clientStructure(
  table: ServiceTable,
  name: string,
  without: readonly string[],
  depth: number,
): fc.Arbitrary<unknown> {
  const members = membersOf(table, name).filter(
    ({ name: member, type, isRequired }) =>
      !without.includes(member) && (isRequired || depth < 4 || (type.kind !== "structure" && !("of" in type))),
  );
  const values = members.map(
    member => [member.name, clientValue(table, member.type, without, member.traits, depth + 1)] as const,
  );
  if (table.unions.includes(name))
    return fc.oneof(...values.map(([member, value]) => value.map(held => ({ [member]: held }))));
  const requiredKeys = members.filter(
    ({ isRequired, traits }) =>
      isRequired ||
      ["httpLabel", "httpPayload", "httpPrefixHeaders", "httpResponseCode", "idempotencyToken"].some(
        name => name in traits,
      ),
  );
  return fc.record(Object.fromEntries(values), {
    requiredKeys: requiredKeys.map(member => member.name),
    noNullPrototype: true,
  });
}

/** A client's value as operations have it. */
export function asOperationHas(
  table: ServiceTable,
  type: ModelType,
  value: unknown,
  date: (value: Date) => unknown,
): unknown {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return date(value);
  if (type.kind === "blob") return Buffer.from(value as Uint8Array).toString("base64");
  if (type.kind === "list") return (value as unknown[]).map(each => asOperationHas(table, type.of, each, date));
  if (type.kind === "map") return mapped(value as object, (_, each) => asOperationHas(table, type.of, each, date));
  if (type.kind !== "structure") return value;
  const types = new Map(membersOf(table, type.name).map(member => [member.name, member.type]));
  return mapped(value as object, (name, each) => {
    const of = types.get(name);
    return of && asOperationHas(table, of, each, date);
  });
}

function mapped(value: object, change: (name: string, value: unknown) => unknown): Record<string, unknown> {
  const entries = Object.entries(value).map(([name, each]) => [name, change(name, each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

/** A value that can be compared: bytes are their hexadecimal digits, what is undefined is left out. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === "object" && value !== null && !(value instanceof Date)
    ? mapped(value, (_, each) => comparable(each))
    : value;
}

/** What a client sends: read by the wire format, answered with the output, whatever it asks. */
export function answering(wire: Wire, output: () => unknown, seen: (operation: string, input: object) => void) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: HttpRequest): Promise<{ response: HttpResponse }> {
      const { operation, input } = wire.decode(await wireRequest(request));
      seen(operation, input);
      const { status, headers, body } = wire.encode(operation, output(), "request-id");
      const sent = request.method === "HEAD" ? [] : [Buffer.from(body)];
      return { response: { statusCode: status, headers: { ...headers }, body: Readable.from(sent) } };
    },
  };
}

async function wireRequest({ method, path, query = {}, headers, body }: HttpRequest): Promise<WireRequest> {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? ""]).map((each): [string, string] => [name, each]),
  );
  return {
    method,
    path,
    query: new URLSearchParams(pairs),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: await bytesOf(body),
  };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
