/**
 * Writes src/models/<service>.json and src/models/<service>-types.ts from the schemas in AWS's own clients:
 * `node packages/local-cloud/scripts/build-service-models.ts [--check]`.
 *
 * The table has what the local cloud supports: operations with their input and output, and the structures that these reach,
 * each member with its type: `string`, `number`, `[Type]` a list, `{Type}` a map, `?` behind the bracket when it may hold
 * nulls, `!` at the end when it is required; where there are, the member's traits follow: HTTP bindings, XML names, and the
 * XML names of a list's `element` and of a map's `key` and `value`. Bytes that are a body by themselves are a `stream`. An operation's traits have the `root` of
 * an answer in XML.
 * Of the other operations it has the names, of errors the status and the code of the query protocol, of services that speak
 * REST the routes of all operations: `PUT /{Bucket}/{Key+}?{uploadId}` names a parameter of the query that the operation must
 * have, and behind it may stand a header.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as appsync from "@aws-sdk/client-appsync";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as streams from "@aws-sdk/client-dynamodb-streams";
import * as eventbridge from "@aws-sdk/client-eventbridge";
import * as healthlake from "@aws-sdk/client-healthlake";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as pipes from "@aws-sdk/client-pipes";
import * as s3 from "@aws-sdk/client-s3";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import type { Service } from "../src/kernel/service.ts";
import type { Channels } from "../src/services/appsync/channels/channels.ts";
import { appsyncService } from "../src/services/appsync/service.ts";
import { dynamodbService } from "../src/services/dynamodb/service.ts";
import { eventsService } from "../src/services/events/service.ts";
import { healthlakeServices } from "../src/services/healthlake/service.ts";
import { kmsService } from "../src/services/kms/service.ts";
import type { FunctionRuntime } from "../src/services/lambda/runtime/function-runtime.ts";
import { lambdaService } from "../src/services/lambda/service.ts";
import { pipesService } from "../src/services/pipes/service.ts";
import { s3Service } from "../src/services/s3/service.ts";
import { sqsService } from "../src/services/sqs/service.ts";
import { ssmService } from "../src/services/ssm/service.ts";
import { streamsService } from "../src/services/streams/service.ts";
import { stsService } from "../src/services/sts/service.ts";

const [controlPlane] = healthlakeServices() as [Service];

/** One line a service that reads its requests by its model; typed where its operations take the types of their inputs. */
const sources: readonly {
  readonly file: string;
  readonly service: Service;
  readonly client: object;
  readonly isTyped?: boolean;
  /** Points in time are dates to its operations, not seconds. */
  readonly hasDates?: boolean;
}[] = [
  { file: "dynamodb", service: dynamodbService, client: dynamodb, isTyped: true },
  { file: "dynamodb-streams", service: streamsService, client: streams, isTyped: true },
  { file: "ssm", service: ssmService, client: ssm, isTyped: true },
  { file: "eventbridge", service: eventsService, client: eventbridge, isTyped: true },
  { file: "sqs", service: sqsService, client: sqs, isTyped: true },
  { file: "sts", service: stsService, client: sts, isTyped: true },
  { file: "appsync", service: appsyncService({} as Channels), client: appsync, isTyped: true },
  { file: "lambda", service: lambdaService({ runtime: {} as FunctionRuntime }), client: lambda, isTyped: true },
  { file: "kms", service: kmsService, client: kms, isTyped: true },
  { file: "pipes", service: pipesService, client: pipes, isTyped: true },
  { file: "healthlake", service: controlPlane, client: healthlake, isTyped: true },
  { file: "s3", service: s3Service, client: s3, isTyped: true, hasDates: true },
];

type Schema = ConstructorParameters<typeof Object> extends never ? never : Parameters<typeof NormalizedSchema.of>[0];
type Member = string | readonly [type: string, traits: object];
type Shapes = Map<string, Map<string, Member>>;

/** The kinds of static schemas that a client exports. */
const [OPERATION, ERROR] = [9, -3];
/** Schemas of timestamps are this number, or one of the next three where their format is fixed. */
const TIMESTAMP = 4;

let isStale = false;
for (const { file, service, client, isTyped, hasDates = false } of sources) {
  const model = modelOf(client, Object.keys(service.operations).sort());
  write(`${file}.json`, tableText(model));
  if (isTyped) write(`${file}-types.ts`, typesText(model, service.title, hasDates));
}
if (isStale) {
  console.error("run `npm run models:generate`");
  process.exitCode = 1;
}

function write(name: string, text: string): void {
  const url = new URL(`../src/models/${name}`, import.meta.url);
  if (!process.argv.includes("--check")) writeFileSync(url, text);
  else if (readFileSync(url, "utf8") !== text) {
    console.error(`packages/local-cloud/src/models/${name} is not what the client says`);
    isStale = true;
  }
}

interface Model {
  readonly operations: Map<string, readonly [input: string, output: string, traits?: object]>;
  readonly others: readonly string[];
  readonly errors: Map<string, readonly [status: number, traits?: object]>;
  readonly shapes: Shapes;
  readonly unions: Set<string>;
  readonly routes: Map<string, string>;
}

function modelOf(client: object, served: readonly string[]): Model {
  const schemas = Object.values(client).filter((each): each is readonly unknown[] => Array.isArray(each));
  const all = new Map(schemas.filter(([kind]) => kind === OPERATION).map(schema => [String(schema[2]), schema]));
  const supported = served.filter(name => all.has(name));
  const model: Model = {
    operations: new Map(),
    others: [...all.keys()].filter(name => !supported.includes(name)).sort(),
    errors: new Map(),
    shapes: new Map(),
    unions: new Set(),
    routes: new Map(),
  };
  const addresses = [...all].sort().flatMap(([name, [, , , traits, input]]) => {
    const { http } = (traits ?? {}) as { readonly http?: readonly [method: string, address: string] };
    return http ? [{ name, http, input: NormalizedSchema.of(input as Schema) }] : [];
  });
  // Protocols that are not REST send everything to one address.
  if (addresses.some(({ http }) => http[1] !== "/"))
    for (const { name, http, input } of addresses) model.routes.set(name, routeOf(http, input));
  for (const name of supported) {
    const [, , , traits, input, output] = all.get(name) as [number, string, string, Schema, Schema, Schema];
    const types = [typeOf(NormalizedSchema.of(input), model), typeOf(NormalizedSchema.of(output), model)] as const;
    const root = NormalizedSchema.of(output).getMergedTraits().xmlName;
    const own = { ...(traits as object | undefined), ...(root ? { root } : {}) };
    model.operations.set(name, Object.keys(own).length > 0 ? [...types, own] : types);
  }
  for (const schema of schemas.filter(([kind]) => kind === ERROR)) {
    const { error, httpError, ...traits } = NormalizedSchema.of(schema as unknown as Schema).getMergedTraits();
    const status = Number(httpError ?? (error === "server" ? 500 : 400));
    model.errors.set(String(schema[2]), Object.keys(traits).length > 0 ? [status, traits] : [status]);
  }
  return model;
}

/** The route of an operation, with what tells it from others of its address; a bucket's name is in its endpoint else. */
function routeOf([method, address]: readonly [string, string], input: NormalizedSchema): string {
  const [path = "", query = ""] = address.split("?");
  const members = [...input.structIterator()].map(([name, member]) => [name, member.getMemberTraits()] as const);
  const needed = members.slice(0, requiredCount(input));
  const isBucket = needed.some(([name, { httpLabel }]) => name === "Bucket" && httpLabel);
  const parameters = [
    ...query.split("&").filter(literal => literal !== "" && !literal.startsWith("x-id=")),
    ...needed.flatMap(([, { httpQuery }]) => (httpQuery ? [`{${httpQuery}}`] : [])),
  ];
  const headers = needed.flatMap(([, { httpHeader }]) => (httpHeader ? [` ${String(httpHeader).toLowerCase()}`] : []));
  const place = isBucket && !path.includes("{Bucket}") ? `/{Bucket}${path.replace(/\/$/, "")}` : path;
  return `${method} ${place}${parameters.length > 0 ? "?" : ""}${parameters.join("&")}${headers.join("")}`;
}

/** The first so many members are required. */
function requiredCount(schema: NormalizedSchema): number {
  return Number((schema.getSchema() as unknown as readonly unknown[])[6] ?? 0);
}

function typeOf(schema: NormalizedSchema, model: Model): string {
  if (schema.isUnitSchema()) return "unit";
  if (schema.isStructSchema()) return structure(schema, model);
  const sparse = schema.getMergedTraits().sparse ? "?" : "";
  if (schema.isListSchema()) return `[${typeOf(schema.getValueSchema(), model)}]${sparse}`;
  if (schema.isMapSchema()) return `{${typeOf(schema.getValueSchema(), model)}}${sparse}`;
  if (schema.isStreaming() || (schema.isBlobSchema() && schema.getMergedTraits().httpPayload)) return "stream";
  if (schema.isBlobSchema()) return "blob";
  if (schema.isTimestampSchema()) return "timestamp";
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return "number";
  if (schema.isStringSchema()) return "string";
  if (schema.isDocumentSchema()) return "document";
  throw new Error(`${schema.getName(true)} has no kind that is known.`);
}

function structure(schema: NormalizedSchema, model: Model): string {
  const name = String(schema.getName());
  if (model.shapes.has(name)) return name;
  const members = new Map<string, Member>();
  model.shapes.set(name, members);
  if (schema.isUnionSchema()) model.unions.add(name);
  const required = requiredCount(schema);
  for (const [member, target] of schema.structIterator()) {
    const type = `${typeOf(target, model)}${members.size < required ? "!" : ""}`;
    const traits = { ...target.getMemberTraits(), ...partNames(target), ...formatOf(target) };
    members.set(member, Object.keys(traits).length > 0 ? [type, traits] : type);
  }
  return name;
}

/** XML names of what a list or map holds, where they are not `member`, `key` and `value`. */
function partNames(schema: NormalizedSchema): object {
  const named = (part: string, of: NormalizedSchema) => {
    const { xmlName } = of.getMergedTraits();
    return xmlName === undefined ? {} : { [part]: xmlName };
  };
  if (schema.isListSchema()) return named("element", schema.getValueSchema());
  if (!schema.isMapSchema()) return {};
  return { ...named("key", schema.getKeySchema()), ...named("value", schema.getValueSchema()) };
}

/** How a point in time is written, where that is not the protocol's own way. */
function formatOf(schema: NormalizedSchema): object {
  if (!schema.isTimestampSchema()) return {};
  const format = ["", "date-time", "http-date", "epoch-seconds"][Number(schema.getSchema()) - TIMESTAMP];
  return format ? { timestampFormat: format } : {};
}

function tableText({ operations, others, errors, shapes, unions, routes }: Model): string {
  const lines = (entries: Iterable<readonly [string, unknown]>) =>
    `{\n${[...entries].map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}`;
  const sorted = [...shapes].sort(([one], [two]) => (one < two ? -1 : 1));
  return `{
"operations": ${lines(operations)},
"others": ${JSON.stringify(others)},
"errors": ${lines([...errors].sort(([one], [two]) => (one < two ? -1 : 1)))},
"unions": ${JSON.stringify([...unions].sort())},
"shapes": ${lines(sorted.map(([name, members]) => [name, Object.fromEntries(members)]))}${routes.size > 0 ? `,\n"routes": ${lines(routes)}` : ""}
}
`;
}

/** Inputs as TypeScript has them, once they are checked: blobs are base64, timestamps seconds. */
function typesText({ operations, shapes, unions }: Model, title: string, hasDates: boolean): string {
  const reached = new Set<string>();
  const reach = (type: string) => {
    const name = type.replaceAll(/[[\]{}?!]/g, "");
    const members = shapes.get(name);
    if (!members || reached.has(name)) return;
    reached.add(name);
    for (const member of members.values()) reach(typeof member === "string" ? member : member[0]);
  };
  for (const [input] of operations.values()) reach(input);
  const interfaces = [...reached].sort().map(name => {
    const members = [...(shapes.get(name) ?? [])].map(([member, spec]) => {
      const type = typeof spec === "string" ? spec : spec[0];
      const isRequired = type.endsWith("!");
      return `  readonly ${member}${isRequired ? "" : "?"}: ${typeScript(type.replace("!", ""), hasDates)}${isRequired ? "" : " | undefined"};\n`;
    });
    const union = unions.has(name) ? "/** One of its members. */\n" : "";
    if (members.length === 0) return `export type ${name} = object;\n`;
    return `${union}export interface ${name} {\n${members.join("")}}\n`;
  });
  return `// Generated by scripts/build-service-models.ts from AWS's client: inputs of ${title}. Do not edit.\n\n${interfaces.join("\n")}`;
}

function typeScript(type: string, hasDates: boolean): string {
  if (type.startsWith("[")) return `readonly ${typeScript(type.slice(1, -1), hasDates)}[]`;
  if (type.startsWith("{")) return `Readonly<Record<string, ${typeScript(type.slice(1, -1), hasDates)}>>`;
  if (type === "blob") return "string";
  if (type === "stream") return "Uint8Array | string";
  if (type === "timestamp") return hasDates ? "Date" : "number";
  return type === "document" ? "unknown" : type;
}
