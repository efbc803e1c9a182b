import { once } from "node:events";
import {
  CreateApiCommand,
  CreateChannelNamespaceCommand,
  DeleteApiCommand,
  DeleteChannelNamespaceCommand,
  GetApiCommand,
  ListApisCommand,
  ListChannelNamespacesCommand,
} from "@aws-sdk/client-appsync";
import { describe, expect, it } from "vitest";
import { signed as signRequest } from "../../authorization/signature/sign-fixture.ts";
import { openEventApi, signed } from "./event-api-fixture.ts";

describe("an Event API", () => {
  it("has its endpoints at the cloud's own host, and is found by name as SST finds it", async () => {
    const { client, apiId, local, host } = await openEventApi();
    const { apis } = await client.send(new ListApisCommand({}));
    expect(apis).toMatchObject([{ apiId, name: "sst" }]);
    const { api } = await client.send(new GetApiCommand({ apiId }));
    expect(api).toMatchObject({
      dns: { HTTP: new URL(local.url).host, REALTIME: host },
      apiArn: `arn:aws:appsync:eu-west-1:000000000000:apis/${apiId}`,
      created: expect.any(Date),
    });
    const { channelNamespaces } = await client.send(new ListChannelNamespacesCommand({ apiId }));
    expect(channelNamespaces).toMatchObject([{ name: "sst", publishAuthModes: [{ authType: "AWS_IAM" }] }]);
  });

  it("is the only one, and its namespaces have one name each", async () => {
    const { client, apiId } = await openEventApi();
    const eventConfig = {
      ...{ authProviders: [{ authType: "AWS_IAM" as const }], connectionAuthModes: [{ authType: "AWS_IAM" as const }] },
      ...{ defaultPublishAuthModes: [], defaultSubscribeAuthModes: [] },
    };
    await expect(client.send(new CreateApiCommand({ name: "other", eventConfig }))).rejects.toMatchObject({
      name: "ServiceQuotaExceededException",
    });
    await expect(client.send(new CreateChannelNamespaceCommand({ apiId, name: "sst" }))).rejects.toMatchObject({
      name: "ConflictException",
    });
    await expect(client.send(new CreateChannelNamespaceCommand({ apiId, name: "a/b" }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
    await expect(
      client.send(new CreateChannelNamespaceCommand({ apiId, name: "other", codeHandlers: "export {}" })),
    ).rejects.toMatchObject({ name: "BadRequestException", message: expect.stringContaining("codeHandlers") });
    await client.send(new DeleteChannelNamespaceCommand({ apiId, name: "sst" }));
    await client.send(new DeleteApiCommand({ apiId }));
    await expect(client.send(new GetApiCommand({ apiId }))).rejects.toMatchObject({ name: "NotFoundException" });
  });
});

describe("the realtime endpoint", () => {
  it("delivers what is published over HTTP, to each subscription of the channel and in order", async () => {
    const { connect, publish } = await openEventApi();
    const { send, next } = await connect();
    send({ type: "connection_init" });
    expect(await next("connection_ack")).toEqual({ type: "connection_ack", connectionTimeoutMs: 300_000 });
    send({ type: "subscribe", id: "one", channel: "/sst/app/in", authorization: signed() });
    expect(await next("subscribe_success")).toEqual({ type: "subscribe_success", id: "one" });
    send({ type: "subscribe", id: "all", channel: "/sst/*", authorization: signed() });
    await next("subscribe_success");
    const published = await publish({ channel: "/sst/app/in", events: ['{"n":1}', '{"n":2}'] });
    expect(published).toMatchObject({
      status: 200,
      body: { failed: [], successful: [{ identifier: expect.any(String), index: 0 }, { index: 1 }] },
    });
    await publish({ channel: "/sst/other", events: ["3"] });
    const got = await Promise.all(Array.from({ length: 5 }, () => next("data")));
    expect(got.map(({ id, event }) => `${id} ${event}`).sort()).toEqual([
      ...["all 3", 'all {"n":1}', 'all {"n":2}', 'one {"n":1}', 'one {"n":2}'],
    ]);
  });

  it("publishes what a socket sends, and is silent after unsubscribe", async () => {
    const { connect } = await openEventApi();
    const listener = await connect();
    listener.send({ type: "subscribe", id: "s", channel: "/sst/a", authorization: signed() });
    await listener.next("subscribe_success");
    const sender = await connect();
    const message = { type: "publish", channel: "/sst/a", events: ['"first"'], authorization: signed() };
    sender.send({ ...message, id: "p1" });
    expect(await sender.next("publish_success")).toMatchObject({ id: "p1", successful: [{ index: 0 }], failed: [] });
    expect(await listener.next("data")).toEqual({ type: "data", id: "s", event: '"first"' });
    listener.send({ type: "unsubscribe", id: "s" });
    expect(await listener.next("unsubscribe_success")).toMatchObject({ id: "s" });
    sender.send({ ...message, id: "p2" });
    await sender.next("publish_success");
    listener.send({ type: "unsubscribe", id: "s" });
    await listener.next("unsubscribe_error");
    expect(listener.received).toEqual([]);
  });

  it.each([
    ["no known type", { type: "shout", id: "1" }, "error"],
    ["no id", { type: "subscribe", channel: "/sst/a" }, "subscribe_error"],
    ["no authorization", { type: "subscribe", id: "1", channel: "/sst/a" }, "subscribe_error"],
    [
      "a channel of another namespace",
      { type: "subscribe", id: "1", channel: "/none/a", authorization: signed() },
      "subscribe_error",
    ],
    [
      "too deep a channel",
      { type: "subscribe", id: "1", channel: "/sst/a/b/c/d/e", authorization: signed() },
      "subscribe_error",
    ],
    [
      "a wildcard to publish to",
      { type: "publish", id: "1", channel: "/sst/*", events: ["1"], authorization: signed() },
      "publish_error",
    ],
    [
      "an event that is no JSON",
      { type: "publish", id: "1", channel: "/sst/a", events: ["{"], authorization: signed() },
      "publish_error",
    ],
    [
      "too many events",
      { type: "publish", id: "1", channel: "/sst/a", events: Array(6).fill("1"), authorization: signed() },
      "publish_error",
    ],
  ])("refuses a message with %s, and goes on", async (_what, message, type) => {
    const { connect } = await openEventApi();
    const { send, next } = await connect();
    send(message);
    expect(await next(type)).toMatchObject({
      errors: [{ errorType: expect.any(String), message: expect.any(String) }],
    });
    send({ type: "connection_init" });
    await next("connection_ack");
  });

  it("refuses who does not sign for AppSync, or offers another protocol", async () => {
    const { connect, publish } = await openEventApi();
    const refused = await connect({ host: "localhost", "x-api-key": "da2-abc" });
    expect(await refused.next("connection_error")).toMatchObject({ errors: [{ errorType: "UnauthorizedException" }] });
    if (refused.socket.readyState !== refused.socket.CLOSED) await once(refused.socket, "close");
    await expect(connect(signed(), ["graphql-ws"])).rejects.toThrow("400");
    expect(await publish({ channel: "/none/a", events: ["1"] })).toMatchObject({
      status: 404,
      body: { errors: [{ errorType: "NotFoundException" }] },
    });
  });

  it("verifies the signature of a connection, and of each message for itself", async () => {
    const { connect } = await openEventApi({ mode: "enforce" });
    const sign = async (asked: object) =>
      (await signRequest({ service: "appsync", path: "/event", body: JSON.stringify(asked) }, { at: Date.now() }))
        .headers;
    const refused = await connect(signed());
    expect(await refused.next("connection_error")).toMatchObject({ errors: [{ errorType: "UnauthorizedException" }] });
    const { send, next } = await connect(await sign({}));
    const channel = "/sst/a";
    send({ type: "subscribe", id: "1", channel, authorization: await sign({ channel: "/sst/b" }) });
    expect(await next("subscribe_error")).toMatchObject({ errors: [{ errorType: "UnauthorizedException" }] });
    send({ type: "subscribe", id: "1", channel, authorization: await sign({ channel }) });
    await next("subscribe_success");
    const events = ['{"n":1}'];
    send({ type: "publish", id: "2", channel, events, authorization: await sign({ channel, events }) });
    expect(await next("data")).toMatchObject({ event: '{"n":1}' });
  });

  it("closes its sockets when the cloud stops", async () => {
    const { connect, stop } = await openEventApi();
    const { socket } = await connect();
    const closed = once(socket, "close");
    await stop();
    await closed;
  });
});
