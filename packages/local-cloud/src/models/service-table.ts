import { readFileSync } from "node:fs";

/** What a client of AWS knows of a service, as far as the local cloud supports it; `scripts/build-service-models.ts` writes it. */
export interface ServiceTable {
  readonly operations: Readonly<Record<string, readonly [input: string, output: string, traits?: object]>>;
  /** Operations that AWS has and the local cloud does not. */
  readonly others: readonly string[];
  readonly errors: Readonly<Record<string, readonly [status: number, traits?: ErrorTraits]>>;
  readonly unions: readonly string[];
  readonly shapes: Readonly<
    Record<string, Readonly<Record<string, string | readonly [type: string, traits: MemberTraits]>>>
  >;
  /** Of a service that speaks REST, the routes of all its operations, supported or not. */
  readonly routes?: Readonly<Record<string, string>>;
}

/** How an error is named where it is not by its shape. */
export interface ErrorTraits {
  /** Code and status in the query protocol. */
  readonly awsQueryError?: readonly [code: string, status: number];
}

/** Where a member of a structure is in a request or an answer, and how it is written. https://smithy.io/2.0/spec/http-bindings.html */
export interface MemberTraits {
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly xmlName?: string;
  /** A list or map whose entries stand where the member would. */
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  /** XML names of a list's elements, and of a map's keys and values. */
  readonly element?: string;
  readonly key?: string;
  readonly value?: string;
  readonly timestampFormat?: TimestampFormat;
}

/** How a point in time is written. */
export type TimestampFormat = "date-time" | "http-date" | "epoch-seconds";

/** The type of a member or element. */
export type ModelType =
  | { readonly kind: "list" | "map"; readonly of: ModelType; readonly isSparse: boolean }
  | { readonly kind: "structure"; readonly name: string }
  | { readonly kind: "string" | "number" | "boolean" | "blob" | "timestamp" | "document" | "stream" };

/** A member of a structure. */
export interface ModelMember {
  readonly name: string;
  readonly type: ModelType;
  readonly isRequired: boolean;
  readonly traits: MemberTraits;
}

const known = new Map<string, ServiceTable>();

/** The table of a service, by the name of its file; read when it is first asked for. */
export function serviceTable(file: string): ServiceTable {
  let table = known.get(file);
  if (table === undefined) {
    table = JSON.parse(readFileSync(new URL(`./${file}.json`, import.meta.url), "utf8")) as ServiceTable;
    known.set(file, table);
  }
  return table;
}

/** The members of a structure, in the model's order. */
export function membersOf(table: ServiceTable, structure: string): ModelMember[] {
  return Object.entries(table.shapes[structure] ?? {}).map(([name, spec]) => {
    const [type, traits] = typeof spec === "string" ? [spec, {}] : spec;
    return { name, type: parseType(type.replace(/!$/, "")), isRequired: type.endsWith("!"), traits };
  });
}

const SCALARS = ["string", "number", "boolean", "blob", "timestamp", "document", "stream"] as const;

function parseType(text: string): ModelType {
  const isSparse = text.endsWith("?");
  const whole = isSparse ? text.slice(0, -1) : text;
  const inner = () => parseType(whole.slice(1, -1));
  if (whole.startsWith("[")) return { kind: "list", of: inner(), isSparse };
  if (whole.startsWith("{")) return { kind: "map", of: inner(), isSparse };
  const scalar = SCALARS.find(kind => kind === whole);
  return scalar === undefined ? { kind: "structure", name: whole } : { kind: scalar };
}
