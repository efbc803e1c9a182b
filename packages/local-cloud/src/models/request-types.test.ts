import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import { realClock } from "../kernel/clock.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { createChannels } from "../services/appsync/channels/channels.ts";
import { appsyncService } from "../services/appsync/service.ts";
import { dynamodbService } from "../services/dynamodb/service.ts";
import { eventsService } from "../services/events/service.ts";
import { healthlakeServices } from "../services/healthlake/service.ts";
import { inProcessFunctions } from "../services/lambda/runtime/in-process-functions.ts";
import { lambdaService } from "../services/lambda/service.ts";
import { pipesService } from "../services/pipes/service.ts";
import { sqsService } from "../services/sqs/service.ts";
import { streamsService } from "../services/streams/service.ts";
import { arbitraryOf } from "./arbitrary-fixture.ts";
import { compileTypeCheck } from "./check-json-types.ts";
import { type MemberTraits, type ModelType, membersOf, type ServiceTable, serviceTable } from "./service-table.ts";

const lambda = lambdaService({ runtime: inProcessFunctions({}, { clock: realClock() }) });

/** With what stands before the operation in `X-Amz-Target`, where there are no routes. */
const services = [
  { file: "dynamodb", target: "DynamoDB_20120810" },
  { file: "dynamodb-streams", target: "DynamoDBStreams_20120810" },
  { file: "eventbridge", target: "AWSEvents" },
  { file: "sqs", target: "AmazonSQS" },
  { file: "healthlake", target: "HealthLake" },
  { file: "appsync", target: "" },
  { file: "lambda", target: "" },
  { file: "pipes", target: "" },
];
const requests = services.flatMap(({ file, target }) =>
  Object.entries(serviceTable(file).operations).map(([operation, [input]]) => ({ file, target, operation, input })),
);

it.each(requests)(
  "$file $operation takes any value of its model's types as it is",
  ({ file, target, operation, input }) => {
    const table = serviceTable(file);
    const check = compileTypeCheck(table, { javaPackage: "p", longs: [] })(input);
    return fc.assert(
      fc.asyncProperty(arbitraryOf(table, { kind: "structure", name: input }), async value => {
        expect(check(value)).toBe(value);
        const { status, type, defects } = await send(file, target, operation, value);
        expect(defects).toEqual([]);
        expect(status).toBeLessThan(500);
        expect(type).not.toContain("SerializationException");
      }),
      { numRuns: 15 },
    );
  },
);

it.each(requests)("$file $operation refuses a value of another type anywhere", ({ file, target, operation, input }) => {
  const table = serviceTable(file);
  const type: ModelType = { kind: "structure", name: input };
  return fc.assert(
    fc.asyncProperty(arbitraryOf(table, type), fc.nat(), fc.nat(), async (value, at, other) => {
      const places = placesOf(table, type, value, []);
      const place = places[at % places.length];
      const strangers = WRONG[place?.kind ?? "structure"];
      if (!place || place.path.length === 0 || strangers.length === 0) return;
      // What stands in an address or a header is text whatever it is.
      const [spec] = [table.shapes[input]?.[place.path[0] ?? ""]].flat().slice(1) as MemberTraits[];
      if (spec && Object.keys(spec).some(trait => trait.startsWith("http"))) return;
      const wrong = replaced(value, place.path, strangers[other % strangers.length]);
      const { status, type: error, defects } = await send(file, target, operation, wrong);
      expect(defects).toEqual([]);
      expect({ status, error }).toEqual({
        status: 400,
        error: expect.stringMatching(/^(.*#)?SerializationException$/),
      });
    }),
    { numRuns: 40 },
  );
});

/** Values that a type does not take, not even converted. */
const WRONG: Readonly<Record<ModelType["kind"], readonly unknown[]>> = {
  string: [5, 1.5, true, {}, []],
  number: ["5", true, {}, []],
  boolean: [1, "maybe", {}, []],
  blob: [5, true, "abc", "ab!=", {}, []],
  timestamp: ["today", true, {}, []],
  list: ["x", 5, false, {}],
  map: ["x", 5, false, []],
  structure: ["x", 5, false, []],
  document: [],
  stream: [],
};

interface Place {
  readonly path: readonly string[];
  readonly kind: ModelType["kind"];
}

function placesOf(table: ServiceTable, type: ModelType, value: unknown, path: readonly string[]): Place[] {
  const here = { path, kind: type.kind };
  if (typeof value !== "object" || value === null) return [here];
  const types = type.kind === "structure" ? membersOf(table, type.name) : [];
  const within = Object.entries(value).flatMap(([name, member]) => {
    const of = "of" in type ? type.of : types.find(each => each.name === name)?.type;
    return of ? placesOf(table, of, member, [...path, name]) : [];
  });
  return [here, ...within];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], wrong: unknown): unknown {
  if (name === undefined) return wrong;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const members = copy as Record<string, unknown>;
  members[name] = replaced(members[name], rest, wrong);
  return copy;
}

function httpRequest(file: string, target: string, operation: string, input: unknown): WireRequest {
  const table = serviceTable(file);
  const [method = "POST", address = "/"] = (table.routes?.[operation] ?? "POST /").split(" ");
  const given = input as Readonly<Record<string, unknown>>;
  const headers: Record<string, string> = { "x-amz-target": `${target}.${operation}` };
  if (!table.routes) return { method, path: "/", query: new URLSearchParams(), headers, body: bodyOf(given) };
  const query = new URLSearchParams();
  const rest: Record<string, unknown> = { ...given };
  let payload: string | undefined;
  let path = address;
  for (const { name, traits } of membersOf(table, table.operations[operation]?.[0] ?? "")) {
    if (traits.httpLabel) path = path.replace(`{${name}}`, encodeURIComponent(String(given[name] ?? "x") || "x"));
    else if (given[name] === undefined) continue;
    else if (traits.httpQuery) query.set(traits.httpQuery, String(given[name]));
    else if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = String(given[name]);
    else if (traits.httpPayload) payload = String(given[name]);
    else continue;
    delete rest[name];
  }
  const body = payload === undefined ? bodyOf(rest) : Buffer.from(payload);
  headers.authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${file}/aws4_request`;
  return { method, path, query, headers: { ...headers, "x-amz-target": "" }, body };
}

const bodyOf = (value: object) => Buffer.from(JSON.stringify(value));

const met: unknown[] = [];
const cloud = createCloud({
  services: [
    dynamodbService,
    streamsService,
    eventsService,
    sqsService,
    ...healthlakeServices(),
    appsyncService(createChannels()),
    lambda,
    pipesService,
  ],
  storage: "memory",
  region: "us-east-1",
  account: "000000000000",
  onDefect: defect => met.push(defect),
});
afterAll(() => cloud.stop());

async function send(file: string, target: string, operation: string, input: unknown) {
  const answer = await cloud.handle(httpRequest(file, target, operation, input));
  const defects = met.splice(0);
  const type = answer.headers["x-amzn-errortype"] ?? JSON.parse(String(answer.body) || "{}").__type;
  return { status: answer.status, type: String(type), defects };
}
