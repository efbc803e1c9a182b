import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type CreateFunctionUrlConfigCommandInput,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthorizer } from "../../../authorization/authorizer.ts";
import { signed } from "../../../authorization/signature/sign-fixture.ts";
import { createCloud } from "../../../cloud.ts";
import { serve } from "../../../drivers/http.ts";
import { s3Service } from "../../s3/service.ts";
import { stsService } from "../../sts/service.ts";
import { clientsOf } from "../mapped-cloud-fixture.ts";
import { inProcessFunctions } from "../runtime/in-process-functions.ts";
import { lambdaService } from "../service.ts";
import { functionUrlService } from "./url-service.ts";

const anyone = [
  { StatementId: "url", Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" as const },
  { StatementId: "function", Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
];

type Settings = Partial<CreateFunctionUrlConfigCommandInput> & { permissions?: typeof anyone; enforce?: boolean };

/** A cloud over HTTP with a function that answers by `answer`, and its URL. */
async function open(
  answer: (event: APIGatewayProxyEventV2) => unknown,
  { permissions = anyone, enforce = false, ...config }: Settings = {},
) {
  const events: APIGatewayProxyEventV2[] = [];
  const runtime = inProcessFunctions({
    api(event) {
      events.push(event as APIGatewayProxyEventV2);
      return answer(event as APIGatewayProxyEventV2);
    },
  });
  const cloud = createCloud({
    services: [functionUrlService, lambdaService({ runtime }), stsService, s3Service],
    ...{ storage: "memory", region: "eu-west-1", account: "000000000000" },
    ...(enforce ? { authorizer: createAuthorizer({ mode: "enforce" }) } : {}),
  });
  cloud.start();
  const endpoint = await serve(cloud, { port: 0 });
  onTestFinished(async () => {
    await endpoint.close();
    await cloud.stop();
  });
  const { lambda } = clientsOf(cloud);
  const FunctionName = "api";
  const Role = "arn:aws:iam::000000000000:role/api";
  await lambda.send(new CreateFunctionCommand({ FunctionName, Role, Handler: "api.handler", Code: {} }));
  for (const permission of permissions)
    await lambda.send(new AddPermissionCommand({ ...permission, FunctionName, Principal: "*" }));
  const { FunctionUrl = "" } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ AuthType: "NONE", ...config, FunctionName }),
  );
  // In process a client's host leads nowhere.
  const url = endpoint.url + new URL(FunctionUrl).pathname;
  return { lambda, url, events, endpoint, urlId: url.split("/").at(-2) ?? "" };
}

describe("a request to a function URL", () => {
  it("is an event in payload format 2.0", async () => {
    const { url, events, urlId } = await open(() => "");
    await fetch(`${url}wards/icu%20a?bed=1&bed=2&note=a%26b`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "a=1; b=2", "X-Ward": "icu" },
      body: '{"n":1}',
    });
    const domainName = `${urlId}.lambda-url.eu-west-1.on.aws`;
    expect(events[0]).toMatchObject({
      ...{ version: "2.0", routeKey: "$default", rawPath: "/wards/icu%20a", rawQueryString: "bed=1&bed=2&note=a%26b" },
      ...{ cookies: ["a=1", "b=2"], queryStringParameters: { bed: "1,2", note: "a&b" } },
      ...{ headers: { "x-ward": "icu", host: domainName }, body: '{"n":1}', isBase64Encoded: false },
      requestContext: {
        ...{ accountId: "anonymous", apiId: urlId, domainName, domainPrefix: urlId, stage: "$default" },
        http: { method: "POST", path: "/wards/icu%20a", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        ...{
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
      },
    });
    expect(events[0]?.headers.cookie).toBeUndefined();
  });

  it.each([
    ["bytes", "application/octet-stream", true],
    ["a form", "application/x-www-form-urlencoded", true],
    ["text", "text/plain; charset=utf-8", false],
    ["FHIR", "application/fhir+json", false],
  ])("carries %s as they are or in base64", async (_what, type, isBase64Encoded) => {
    const { url, events } = await open(() => "");
    await fetch(url, { method: "PUT", headers: { "content-type": type }, body: "a=ä" });
    const body = isBase64Encoded ? Buffer.from("a=ä").toString("base64") : "a=ä";
    expect(events[0]).toMatchObject({ body, isBase64Encoded });
  });

  it("may come by the URL's host, too, and has neither body nor query where there is none", async () => {
    const { events, endpoint, urlId } = await open(() => "here");
    const { request } = await import("node:http");
    const sent = request(`${endpoint.url}/a/b`, { headers: { host: `${urlId}.lambda-url.localhost` } }).end();
    const text = await new Promise(resolve =>
      sent.on("response", async answer => resolve((await answer.toArray()).join(""))),
    );
    expect(text).toBe("here");
    expect(events[0]).toMatchObject({ rawPath: "/a/b", rawQueryString: "", isBase64Encoded: false });
    expect(Object.keys(events[0] ?? {})).not.toEqual(expect.arrayContaining(["body"]));
  });
});

describe("a function's answer", () => {
  it.each<[string, unknown, number, string, string]>([
    ["an object", { n: 1 }, 200, "application/json", '{"n":1}'],
    ["text", "hello", 200, "application/json", "hello"],
    ["nothing", undefined, 200, "application/json", "null"],
    ["a status alone", { statusCode: 204 }, 204, "application/json", ""],
    ["a status as text", { statusCode: "404", body: "no" }, 404, "application/json", "no"],
    ["a page", { statusCode: 201, headers: { "Content-Type": "text/html" }, body: "<p>" }, 201, "text/html", "<p>"],
    ["base64", { statusCode: 200, body: "w6Q=", isBase64Encoded: true }, 200, "application/json", "ä"],
    ["a status that is none", { statusCode: "ok" }, 502, "application/json", "Internal Server Error"],
    ["a body that is no text", { statusCode: 200, body: { n: 1 } }, 502, "application/json", "Internal Server Error"],
    [
      "headers that are none",
      { statusCode: 200, headers: { "a b": "1" } },
      502,
      "application/json",
      "Internal Server Error",
    ],
    [
      "a header with a line break",
      { statusCode: 200, headers: { a: "1\r\nb: 2" } },
      502,
      "application/json",
      "Internal Server Error",
    ],
  ])("with %s becomes HTTP", async (_what, answer, status, type, body) => {
    const { url } = await open(() => answer);
    const response = await fetch(url);
    expect([response.status, response.headers.get("content-type")]).toEqual([status, type]);
    expect(await response.text()).toBe(status === 204 ? "" : body);
  });

  it("sets several cookies", async () => {
    const { url } = await open(() => ({ statusCode: 200, cookies: ["a=1; Secure", "b=2"] }));
    expect((await fetch(url)).headers.getSetCookie()).toEqual(["a=1; Secure", "b=2"]);
  });

  it("is a 502 where it throws, and a 429 where it is throttled", async () => {
    const { url, lambda } = await open(() => {
      throw new Error("Secretname");
    });
    const failed = await fetch(url);
    expect([failed.status, await failed.text()]).toEqual([502, "Internal Server Error"]);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "api", ReservedConcurrentExecutions: 0 }));
    const throttled = await fetch(url);
    expect([throttled.status, await throttled.json()]).toEqual([429, { Message: "Rate Exceeded." }]);
  });
});

describe("permission to call a function URL", () => {
  it.each([
    ["none", []],
    ["for the URL alone", anyone.slice(0, 1)],
    ["for the function alone", anyone.slice(1)],
  ])("takes two statements of the function's policy: refused with %s", async (_what, permissions) => {
    const { url, events } = await open(() => "", { permissions });
    const response = await fetch(url);
    expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([403, "AccessDeniedException"]);
    expect(await response.json()).toMatchObject({ Message: expect.stringMatching(/^Forbidden/) });
    expect(events).toEqual([]);
  });

  it("takes a signature where it asks for IAM, and tells the function who signed", async () => {
    const { url, events } = await open(() => "", { AuthType: "AWS_IAM", permissions: [] });
    expect((await fetch(url)).status).toBe(403);
    const authorization =
      "AWS4-HMAC-SHA256 Credential=alice/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    expect(events[0]?.requestContext).toMatchObject({
      accountId: "000000000000",
      authorizer: { iam: { accessKey: "alice", userArn: "arn:aws:iam::000000000000:user/alice" } },
    });
  });

  it("is a signature that holds, under `--iam enforce`", async () => {
    const { url } = await open(() => "here", { AuthType: "AWS_IAM", permissions: [], enforce: true });
    const { host, pathname: path } = new URL(url);
    const { headers } = await signed({ service: "lambda", method: "GET", path, headers: { host } }, { at: Date.now() });
    expect(await (await fetch(url, { headers })).text()).toBe("here");
    expect((await fetch(`${url}other`, { headers })).status).toBe(403);
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(`${url}?AWSAccessKeyId=test`)).status).toBe(403);
  });

  it("is not looked for where the URL is open, as its function may have an Authorization of its own", async () => {
    const { url, events } = await open(() => "", { enforce: true });
    expect((await fetch(url, { headers: { authorization: "Bearer token" } })).status).toBe(200);
    expect(events[0]?.headers.authorization).toBe("Bearer token");
  });

  it("is refused for a URL that there is not", async () => {
    const { endpoint } = await open(() => "");
    expect((await fetch(`${endpoint.url}/_lambda-url/none/`)).status).toBe(404);
  });
});

describe("CORS of a function URL", () => {
  const origin = "http://localhost:3000";
  const Cors = {
    ...{ AllowOrigins: [origin], AllowMethods: ["GET"], AllowHeaders: ["x-ward"], ExposeHeaders: ["x-n"] },
    ...{ AllowCredentials: true, MaxAge: 60 },
  };

  it.each([
    ["one open to everyone", {}],
    ["one that asks for signatures, which no browser sends yet", { AuthType: "AWS_IAM" as const, enforce: true }],
  ])("answers a web page before it sends to %s, without calling the function", async (_what, settings) => {
    const { url, events } = await open(() => "", { Cors, ...settings });
    const headers = { origin, "access-control-request-method": "GET" };
    const allowed = await fetch(url, { method: "OPTIONS", headers });
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "x-ward",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "60",
    });
    const refused = await fetch(url, {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "PUT" },
    });
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    expect(events).toEqual([]);
  });

  it("takes precedence over headers of the function, for allowed origins alone", async () => {
    const { url } = await open(() => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "x" } }), { Cors });
    const page = await fetch(url, { headers: { origin } });
    expect([page.headers.get("access-control-allow-origin"), page.headers.get("vary")]).toEqual([origin, "Origin"]);
    const other = await fetch(url, { headers: { origin: "http://127.0.0.1:1" } });
    expect(other.headers.get("access-control-allow-origin")).toBe("x");
  });
});

describe("the settings of a function URL", () => {
  it("are made, read, changed and deleted", async () => {
    const { lambda, url } = await open(() => "");
    const FunctionName = "api";
    const described = await lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
    expect(described).toMatchObject({ AuthType: "NONE", InvokeMode: "BUFFERED" });
    expect(new URL(described.FunctionUrl ?? "").pathname).toBe(new URL(url).pathname);
    await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: "AWS_IAM" }));
    const { FunctionUrlConfigs } = await lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName }));
    expect(FunctionUrlConfigs).toMatchObject([{ AuthType: "AWS_IAM", FunctionUrl: described.FunctionUrl }]);
    await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
    await expect(lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it.each<[string, Partial<CreateFunctionUrlConfigCommandInput>, string]>([
    ["streams its answers", { InvokeMode: "RESPONSE_STREAM" }, "RESPONSE_STREAM"],
    ["is authorised by nothing that is known", { AuthType: "JWT" as "NONE" }, "authType"],
    ["is there already", {}, "FunctionUrlConfig exists"],
  ])("are refused for one that %s", async (_what, more, message) => {
    const { lambda } = await open(() => "");
    const create = new CreateFunctionUrlConfigCommand({ FunctionName: "api", AuthType: "NONE", ...more });
    await expect(lambda.send(create)).rejects.toThrow(message);
  });
});
