import { describe, expect, it } from "vitest";
import { createCloud } from "./cloud.ts";
import { serve } from "./drivers/http.ts";
import { AwsError } from "./kernel/aws-error.ts";
import type { Activity, Engine, Faults, Service } from "./kernel/service.ts";
import type { WireRequest } from "./kernel/wire.ts";
import { awsJson } from "./protocols/aws-json.ts";

const echo: Service = {
  name: "echo",
  title: "Echo",
  schema: "CREATE TABLE IF NOT EXISTS echo_said (text TEXT)",
  wire: awsJson({ version: "1.1", target: "Echo_2026", namespace: "com.example.echo" }),
  operations: {
    Say: (input: { text?: string }, context) => {
      if (!input.text) throw new AwsError("ValidationException", "text is required", { members: { Field: "text" } });
      return { said: input.text, as: context.accessKeyId };
    },
    Break: () => {
      throw new TypeError("a defect with a secret");
    },
  },
};

function make(options: { faults?: Faults; engines?: Engine[]; onActivity?: (activity: Activity) => void } = {}) {
  const defects: unknown[] = [];
  const cloud = createCloud({
    services: [{ ...echo, engines: () => options.engines ?? [] }],
    storage: "memory",
    region: "eu-west-1",
    account: "000000000000",
    onDefect: error => defects.push(error),
    ...(options.onActivity && { onActivity: options.onActivity }),
    ...(options.faults && { faults: options.faults }),
  });
  const ask = async (operation: string, body: string, headers: Record<string, string> = {}) => {
    const request: WireRequest = {
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: { "x-amz-target": `Echo_2026.${operation}`, ...headers },
      body: Buffer.from(body),
    };
    const response = await cloud.handle(request);
    return { status: response.status, body: JSON.parse(String(response.body)) };
  };
  return { cloud, ask, defects };
}

describe("a cloud", () => {
  it("answers an operation, knowing who signed the request", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIAWHO/20260101/eu-west-1/echo/aws4_request, SignedHeaders=host, Signature=0";
    expect(await make().ask("Say", '{"text":"hi"}', { authorization })).toEqual({
      status: 200,
      body: { said: "hi", as: "AKIAWHO" },
    });
  });

  it("reports what it has committed, and nothing that it rolled back", () => {
    const reported: string[] = [];
    const { cloud } = make({ onActivity: ({ kind }) => reported.push(kind) });
    const { store, report } = cloud.context;
    const act = (kind: string) => report({ kind, name: "a", count: 1 });
    const full = () =>
      store.transaction(() => {
        act("lost");
        throw new Error("full");
      });
    expect(full).toThrow("full");
    store.transaction(() => act("kept"));
    expect(reported).toEqual(["kept"]);
  });

  it("answers a refusal in the service's own error shape", async () => {
    expect(await make().ask("Say", "{}")).toEqual({
      status: 400,
      body: { __type: "com.amazon.coral.validate#ValidationException", message: "text is required", Field: "text" },
    });
  });

  it("rejects unsupported input, and names it", async () => {
    const { status, body } = await make().ask("Whisper", "{}");
    expect([status, body.__type]).toEqual([400, "com.amazon.coral.service#UnknownOperationException"]);
    expect(body.Message).toContain("Echo Whisper");
  });

  it("refuses a body that is not a JSON object", async () => {
    for (const body of ["{", "[]", "1"])
      expect((await make().ask("Say", body)).body.__type).toMatch(/SerializationException$/);
  });

  it("reports its own defect as one, without its text", async () => {
    const { ask, defects } = make();
    const { status, body } = await ask("Break", "{}");
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(defects).toHaveLength(1);
  });

  it("fails an operation by an injected fault", async () => {
    const before: Faults["before"] = (service, operation) => {
      if (service === "echo" && operation === "Say") throw new AwsError("ThrottlingException", "slow down");
    };
    const { body } = await make({ faults: { before } }).ask("Say", '{"text":"hi"}');
    expect(body.__type).toBe("com.example.echo#ThrottlingException");
  });

  it("answers the same over HTTP as in process", async () => {
    const { cloud } = make();
    const endpoint = await serve(cloud, { port: 0 });
    const response = await fetch(endpoint.url, {
      method: "POST",
      headers: { "x-amz-target": "Echo_2026.Say" },
      body: '{"text":"hi"}',
    });
    expect([response.status, await response.json()]).toEqual([200, { said: "hi", as: "" }]);
    await endpoint.close();
    await cloud.stop();
  });

  it("is settled once no part has anything left to do", async () => {
    let left = 2;
    const { cloud } = make({ engines: [{ name: "work", start() {}, stop: async () => {}, pending: () => left }] });
    let settled = false;
    const done = cloud.settled().then(() => {
      settled = true;
    });
    expect(cloud.pending()).toEqual({ work: 2 });
    const turn = () => new Promise(resolve => setImmediate(resolve));
    left = 1;
    cloud.context.signals.notify("engine");
    await turn();
    expect(settled).toBe(false);
    left = 0;
    cloud.context.signals.notify("engine");
    await done;
    expect(cloud.pending()).toEqual({});
  });

  it("does not count what is left where telling that something is left is enough", async () => {
    let busy = true;
    const counted = () => {
      throw new Error("counted");
    };
    const engine = { name: "work", start() {}, stop: async () => {}, pending: counted, busy: () => busy };
    const { cloud } = make({ engines: [engine] });
    const done = cloud.settled();
    busy = false;
    cloud.context.signals.notify("engine");
    await done;
  });
});
