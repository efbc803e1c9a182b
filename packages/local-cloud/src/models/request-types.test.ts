import fc from "fast-check";
import { expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import { dynamodbService } from "../services/dynamodb/service.ts";
import { eventsService } from "../services/events/service.ts";
import { sqsService } from "../services/sqs/service.ts";
import { streamsService } from "../services/streams/service.ts";
import { arbitraryOf } from "./arbitrary-fixture.ts";
import { compileTypeCheck } from "./check-json-types.ts";
import { type ModelType, membersOf, type ServiceTable, serviceTable } from "./service-table.ts";

const services = [
  { file: "dynamodb", target: "DynamoDB_20120810" },
  { file: "dynamodb-streams", target: "DynamoDBStreams_20120810" },
  { file: "eventbridge", target: "AWSEvents" },
  { file: "sqs", target: "AmazonSQS" },
];
const requests = services.flatMap(({ file, target }) =>
  Object.entries(serviceTable(file).operations).map(([operation, [input]]) => ({ file, target, operation, input })),
);

it.each(requests)("$operation takes any value of its model's types as it is", ({ file, target, operation, input }) => {
  const table = serviceTable(file);
  const check = compileTypeCheck(table, { javaPackage: "p", longs: [] })(input);
  return fc.assert(
    fc.asyncProperty(arbitraryOf(table, { kind: "structure", name: input }), async value => {
      expect(check(value)).toBe(value);
      const { status, type, defects } = await send(target, operation, value);
      expect(defects).toEqual([]);
      expect(status).toBeLessThan(500);
      expect(type).not.toContain("SerializationException");
    }),
    { numRuns: 15 },
  );
});

it.each(requests)("$operation refuses a value of another type anywhere", ({ file, target, operation, input }) => {
  const table = serviceTable(file);
  const type: ModelType = { kind: "structure", name: input };
  return fc.assert(
    fc.asyncProperty(arbitraryOf(table, type), fc.nat(), fc.nat(), async (value, at, other) => {
      const places = placesOf(table, type, value, []);
      const place = places[at % places.length];
      const strangers = WRONG[place?.kind ?? "structure"];
      if (!place || place.path.length === 0 || strangers.length === 0) return;
      const wrong = replaced(value, place.path, strangers[other % strangers.length]);
      const { status, type: error, defects } = await send(target, operation, wrong);
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

async function send(target: string, operation: string, input: unknown) {
  const defects: unknown[] = [];
  const cloud = createCloud({
    services: [dynamodbService, streamsService, eventsService, sqsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    onDefect: defect => defects.push(defect),
  });
  const answer = await cloud.handle({
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "x-amz-target": `${target}.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  await cloud.stop();
  return { status: answer.status, type: String(JSON.parse(String(answer.body) || "{}").__type), defects };
}
