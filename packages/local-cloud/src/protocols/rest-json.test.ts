import * as appsync from "@aws-sdk/client-appsync";
import * as lambda from "@aws-sdk/client-lambda";
import * as pipes from "@aws-sdk/client-pipes";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AwsError } from "../kernel/aws-error.ts";
import { serviceTable } from "../models/service-table.ts";
import { answering, asOperationHas, clientValue, comparable } from "./client-values-fixture.ts";
import { restJson } from "./rest-json.ts";

const wire = restJson({ signingName: "lambda", title: "Lambda", model: "lambda" });
const request = (method: string, path: string, query = "") => ({
  method,
  path,
  query: new URLSearchParams(query),
  headers: {},
  body: new Uint8Array(),
});
const functions = "/2015-03-31/functions";

const operations = [
  { model: "appsync", name: "AppSyncClient", client: appsync },
  { model: "lambda", name: "LambdaClient", client: lambda },
  { model: "pipes", name: "PipesClient", client: pipes },
].flatMap(({ model, name, client }) =>
  Object.keys(serviceTable(model).operations).map(operation => ({
    ...{ model, name },
    client: client as unknown as Record<string, unknown>,
    operation,
  })),
);

interface Client {
  send(command: object): Promise<{ readonly $metadata?: unknown }>;
}

it.each(operations)("$model $operation is read as its client writes it, and its answer as it is written", async row => {
  const { model, name, client, operation } = row;
  const table = serviceTable(model);
  const [input = "", output = ""] = table.operations[operation] ?? [];
  const structure = (name: string) => ({ kind: "structure", name }) as const;
  const operationHas = (name: string, value: unknown) =>
    asOperationHas(table, structure(name), value, date => date.getTime() / 1000);
  const answers = output === "unit" ? fc.constant({}) : clientValue(table, structure(output));
  let answer: unknown;
  const seen: unknown[] = [];
  const sender = new (client[name] as new (config: object) => Client)({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: answering(
      restJson({ signingName: model, title: model, model }),
      () => operationHas(output, answer),
      (read, input) => seen.push([read, comparable(input)]),
    ),
  });
  const Command = client[`${operation}Command`] as new (input: unknown) => object;
  await fc.assert(
    fc.asyncProperty(clientValue(table, structure(input)), answers, async (given, answered) => {
      answer = answered;
      const { $metadata: _, ...got } = await sender.send(new Command(given));
      expect(seen.splice(0)).toEqual([[operation, comparable(operationHas(input, given))]]);
      expect(comparable(got)).toEqual(comparable(answered));
    }),
    { numRuns: 10 },
  );
});

it("finds the operation of a path, and what stands in it", () => {
  expect(wire.decode(request("GET", `${functions}/a%2Fb/`))).toEqual({
    operation: "GetFunction",
    input: { FunctionName: "a/b" },
  });
});

it("reads numbers of a query, and leaves what is none for the check of types", () => {
  expect(wire.decode(request("GET", functions, "MaxItems=5&Marker=7")).input).toEqual({ MaxItems: 5, Marker: "7" });
  expect(wire.decode(request("GET", functions, "MaxItems=many")).input).toEqual({ MaxItems: "many" });
});

it("blames the caller for a path that is not well encoded", () => {
  expect(() => wire.decode(request("GET", `${functions}/%zz`))).toThrow(
    expect.objectContaining({ code: "ValidationException", status: 400 }),
  );
});

it("names an operation of the model that is not supported, and an address that is none", () => {
  expect(() => wire.decode(request("GET", "/2015-03-31/functions/f/aliases"))).toThrow(
    /does not support Lambda ListAliases;/,
  );
  expect(() => wire.decode(request("GET", "/2018-10-31/layers", "find=LayerVersion&Arn=a"))).toThrow(
    "GetLayerVersionByArn",
  );
  expect(() => wire.decode(request("PATCH", "/nowhere"))).toThrow("PATCH /nowhere");
});

it("answers an error with its type in a header, and with the status that the model has for it", () => {
  expect(wire.encodeError(new AwsError("TooManyRequestsException", "Slow."), "id")).toEqual({
    status: 429,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": "id",
      "x-amzn-errortype": "TooManyRequestsException",
    },
    body: '{"Type":"User","message":"Slow."}',
  });
});
