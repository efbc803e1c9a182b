import * as eventbridge from "@aws-sdk/client-eventbridge";
import * as healthlake from "@aws-sdk/client-healthlake";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inProcess } from "../drivers/in-process.ts";
import { AwsError } from "../kernel/aws-error.ts";
import type { Wire, WireRequest, WireResponse } from "../kernel/wire.ts";
import { awsJson } from "../protocols/aws-json.ts";
import { eventsService } from "../services/events/service.ts";
import { sqsService } from "../services/sqs/service.ts";
import { sqsQueryWire } from "../services/sqs/wire/query-wire.ts";
import { stsService } from "../services/sts/service.ts";
import { arbitraryOf } from "./arbitrary-fixture.ts";
import { type ModelType, membersOf, type ServiceTable, serviceTable } from "./service-table.ts";

interface Spoken {
  readonly name: string;
  readonly file: string;
  readonly wire: Wire;
  readonly module: object;
  /** Members that the protocol cannot tell from others, or that the client reads or makes up for itself. */
  readonly without?: readonly string[];
  /** A client whose requests are answered by what is given. */
  open(answer: (request: WireRequest) => WireResponse): { send(command: never): Promise<object> };
}

const place = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
const answered = (answer: (request: WireRequest) => WireResponse) => ({
  ...place,
  requestHandler: inProcess({ handle: async request => answer(request) }),
});
/** SQS's client speaks what STS's does if it is told to: neither needs what a message's digest says. */
const query = {
  protocol: new sts.STSClient(place).config.protocol.constructor as never,
  protocolSettings: {
    defaultNamespace: "com.amazonaws.sqs",
    version: "2012-11-05",
    xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  },
};
const ofSqs = { md5: false, useQueueUrlAsEndpoint: false } as const;

const spoken: readonly Spoken[] = [
  {
    ...{ name: "SQS in JSON", file: "sqs", wire: sqsService.wire, module: sqs },
    open: answer => new sqs.SQSClient({ ...answered(answer), ...ofSqs }),
  },
  {
    ...{ name: "SQS in the query protocol", file: "sqs", wire: sqsQueryWire, module: sqs },
    without: ["MessageSystemAttributeNames"],
    open: answer => new sqs.SQSClient({ ...answered(answer), ...ofSqs, ...query }),
  },
  {
    ...{ name: "STS", file: "sts", wire: stsService.wire, module: sts },
    open: answer => new sts.STSClient(answered(answer)),
  },
  {
    ...{ name: "EventBridge", file: "eventbridge", wire: eventsService.wire, module: eventbridge },
    without: ["EndpointId"],
    open: answer => new eventbridge.EventBridgeClient(answered(answer)),
  },
  {
    ...{ name: "HealthLake", file: "healthlake", wire: awsJson({ version: "1.0", target: "HealthLake" }) },
    module: healthlake,
    without: ["ClientToken"],
    open: answer => new healthlake.HealthLakeClient(answered(answer)),
  },
];

/** What XML can hold, and the SDK's parser keeps: it drops blank texts with a line feed. */
const texts = fc
  .string({ unit: "binary", maxLength: 8 })
  .filter(text => !/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text) && text.trim() === text);

describe.each(spoken)("$name", ({ file, wire, module, without = [], open }) => {
  let current: (request: WireRequest) => WireResponse;
  const client = open(request => current(request));
  const send = (command: never, answer: typeof current) => {
    current = answer;
    return client.send(command);
  };
  const table = serviceTable(file);
  const operations = Object.entries(table.operations).map(([operation, [input, output]]) => ({
    ...{ operation, input, output },
  }));
  const known = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !without.includes(name)));
  const commandOf = (operation: string, input: object) =>
    new (module as Record<string, new (input: object) => never>)[`${operation}Command`]!(input);

  it.each(operations)("reads what the SDK writes of $operation", ({ operation, input }) => {
    const type: ModelType = { kind: "structure", name: input };
    return fc.assert(
      fc.asyncProperty(arbitraryOf(table, type, texts), async arbitrary => {
        const value = known(arbitrary as object);
        let read: unknown;
        await send(commandOf(operation, toSdk(table, type, value) as object), request => {
          const decoded = wire.decode(request);
          read = { ...decoded, input: known(decoded.input) };
          return wire.encode(operation, undefined, "id");
        });
        expect(plain(read)).toEqual(plain({ operation, input: value }));
      }),
      { numRuns: 6 },
    );
  });

  const answering = operations.filter(({ output }) => output !== "unit");
  it.each(answering)("writes what the SDK reads of $operation", ({ operation, output }) => {
    const type: ModelType = { kind: "structure", name: output };
    return fc.assert(
      fc.asyncProperty(arbitraryOf(table, type, texts), async value => {
        const answer = () => wire.encode(operation, value, "id");
        const { $metadata: _, ...read } = (await send(commandOf(operation, {}), answer)) as Record<string, unknown>;
        expect(plain(read)).toEqual(plain(toSdk(table, type, value)));
      }),
      { numRuns: 6 },
    );
  });

  it.each(Object.keys(table.errors).filter(name => !name.endsWith("ServiceException")))(
    "writes %s as the SDK knows it",
    async name => {
      const [status] = table.errors[name] ?? [400];
      const refusal = new AwsError(name, "not now", { status });
      const sent = send(commandOf(operations[0]!.operation, {}), () => wire.encodeError(refusal, "id"));
      await expect(sent).rejects.toMatchObject({ name, message: "not now", $metadata: { httpStatusCode: status } });
    },
  );
});

/** As the SDK has a value: bytes for blobs, dates for times. */
function toSdk(table: ServiceTable, type: ModelType, value: unknown): unknown {
  if (type.kind === "blob") return new Uint8Array(Buffer.from(value as string, "base64"));
  if (type.kind === "timestamp") return new Date((value as number) * 1000);
  if (type.kind === "list") return (value as unknown[]).map(each => toSdk(table, type.of, each));
  if (type.kind !== "map" && type.kind !== "structure") return value;
  const types = type.kind === "structure" ? membersOf(table, type.name) : [];
  const typeOf = (name: string) => (type.kind === "map" ? type.of : types.find(each => each.name === name)!.type);
  const entries = Object.entries(value as object).map(([name, held]) => [name, toSdk(table, typeOf(name), held)]);
  return Object.fromEntries(entries);
}

/** Without empty lists, maps and structures, which the query protocol does not have everywhere. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).filter(each => !isEmpty(each));
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.getTime() / 1000;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, held]) => [name, plain(held)] as const);
  return Object.fromEntries(entries.filter(([, held]) => !isEmpty(held)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
