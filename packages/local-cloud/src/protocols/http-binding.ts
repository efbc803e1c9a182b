import {
  type MemberTraits,
  type ModelMember,
  type ModelType,
  membersOf,
  type ServiceTable,
  type TimestampFormat,
} from "../models/service-table.ts";

/** Where the members of a structure are in a request or an answer. */
export interface HttpBinding {
  readonly labels: readonly ModelMember[];
  readonly queries: readonly Placed[];
  readonly headers: readonly Placed[];
  /** The map of all headers that begin so. */
  readonly prefixed?: readonly [prefix: string, member: string];
  readonly status?: string;
  /** The member that is the body by itself. */
  readonly payload?: ModelMember;
  /** The members in the body. */
  readonly body: readonly ModelMember[];
}

/** A member at a name of its own. */
export interface Placed {
  readonly at: string;
  readonly member: string;
  readonly type: ModelType;
  readonly traits: MemberTraits;
}

/** How a protocol holds points in time, and writes them in a header. */
export interface Times {
  readonly read: (milliseconds: number) => unknown;
  readonly milliseconds: (value: unknown) => number;
}

/** Compiles the bindings of a structure's members. https://smithy.io/2.0/spec/http-bindings.html */
export function httpBinding(table: ServiceTable, structure: string): HttpBinding {
  const members = membersOf(table, structure);
  const placed = (nameOf: (traits: MemberTraits) => string | undefined): Placed[] =>
    members.flatMap(({ name, type, traits }) => {
      const at = nameOf(traits);
      return at === undefined ? [] : [{ at, member: name, type, traits }];
    });
  const [prefixed] = placed(traits => traits.httpPrefixHeaders);
  const status = members.find(({ traits }) => traits.httpResponseCode)?.name;
  const payload = members.find(({ traits }) => traits.httpPayload);
  return {
    labels: members.filter(({ traits }) => traits.httpLabel),
    queries: placed(traits => traits.httpQuery),
    headers: placed(traits => traits.httpHeader?.toLowerCase()),
    ...(prefixed && { prefixed: [prefixed.at, prefixed.member] as const }),
    ...(status !== undefined && { status }),
    ...(payload && { payload }),
    body: members.filter(({ traits }) => !isBound(traits)),
  };
}

function isBound(traits: MemberTraits): boolean {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload, httpResponseCode } = traits;
  return (httpLabel ?? httpQuery ?? httpHeader ?? httpPrefixHeaders ?? httpPayload ?? httpResponseCode) !== undefined;
}

/** Puts the members that are in labels, query and headers into an input. What cannot be converted stays text. */
export function readBound(
  binding: HttpBinding,
  request: { readonly query: URLSearchParams; readonly headers: Readonly<Record<string, string>> },
  labels: Readonly<Record<string, string>>,
  times: Times,
  input: Record<string, unknown>,
): void {
  const { query, headers } = request;
  for (const { name, type, traits } of binding.labels) {
    const text = labels[name];
    if (text !== undefined) input[name] = readText(text, type, traits.timestampFormat ?? "date-time", times);
  }
  if (query.size > 0)
    for (const { at, member, type, traits } of binding.queries) {
      if (!query.has(at)) continue;
      const format = traits.timestampFormat ?? "date-time";
      input[member] =
        type.kind === "list"
          ? query.getAll(at).map(each => readText(each, type.of, format, times))
          : readText(query.get(at) ?? "", type, format, times);
    }
  for (const { at, member, type, traits } of binding.headers) {
    const text = headers[at];
    if (text === undefined) continue;
    const format = traits.timestampFormat ?? "http-date";
    input[member] =
      type.kind === "list"
        ? headerList(text, type.of).map(each => readText(each, type.of, format, times))
        : readText(text, type, format, times);
  }
  if (binding.prefixed === undefined) return;
  const [prefix, member] = binding.prefixed;
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length > 0)
    input[member] = Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Adds the headers of an answer to those that are given. */
export function writeBound(
  binding: HttpBinding,
  output: Readonly<Record<string, unknown>>,
  times: Times,
  headers: Record<string, string>,
): Record<string, string> {
  for (const { at, member, type, traits } of binding.headers) {
    const value = output[member];
    if (value === undefined || value === null) continue;
    const format = traits.timestampFormat ?? "http-date";
    headers[at] = Array.isArray(value)
      ? value.map(each => quotedInList(writeText(each, "of" in type ? type.of : type, format, times))).join(", ")
      : writeText(value, type, format, times);
  }
  if (binding.prefixed === undefined) return headers;
  const [prefix, member] = binding.prefixed;
  for (const [name, value] of Object.entries((output[member] ?? {}) as Record<string, unknown>))
    headers[`${prefix}${name}`] = String(value);
  return headers;
}

/** The elements of a header: those with a comma or a quotation mark are in quotation marks, dates have a comma of their own. */
function headerList(text: string, { kind }: ModelType): string[] {
  if (kind === "timestamp") return text.match(/[^,]+,[^,]+/g) ?? [];
  const elements = text.match(/"(?:\\.|[^"\\])*"|[^",][^,]*/g) ?? [];
  return elements
    .map(each => each.trim())
    .filter(each => each !== "")
    .map(each => (each.startsWith('"') ? each.slice(1, -1).replace(/\\(.)/g, "$1") : each));
}

function quotedInList(text: string): string {
  return /[",]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
}

/** The value of a text by its type; the text itself where it is of no such type. */
export function readText(text: string, { kind }: ModelType, format: TimestampFormat, times: Times): unknown {
  if (kind === "number") return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (kind !== "timestamp") return text;
  const milliseconds = format === "epoch-seconds" ? Number(text) * 1000 : Date.parse(text);
  return text === "" || Number.isNaN(milliseconds) ? text : times.read(milliseconds);
}

/** A value as text. */
function writeText(value: unknown, { kind }: ModelType, format: TimestampFormat, times: Times): string {
  if (kind !== "timestamp" || typeof value === "string") return String(value);
  const milliseconds = times.milliseconds(value);
  if (format === "epoch-seconds") return String(milliseconds / 1000);
  const date = new Date(milliseconds);
  return format === "http-date" ? date.toUTCString() : date.toISOString();
}
