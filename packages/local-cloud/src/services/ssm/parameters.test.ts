import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { ssmService } from "./service.ts";

function open() {
  const cloud = createCloud({
    ...{ services: [ssmService], storage: "memory", region: "us-east-1", account: "000000000000" },
    clock: virtualClock(),
  });
  const client = new SSMClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: inProcess(cloud),
    maxAttempts: 1,
  });
  const put = (Name: string, more: Partial<PutParameterCommandInput> = {}) =>
    client.send(new PutParameterCommand({ Name, Type: "String", Value: "one", ...more }));
  const get = async (Name: string, WithDecryption?: boolean) =>
    (await client.send(new GetParameterCommand({ Name, ...(WithDecryption === undefined ? {} : { WithDecryption }) })))
      .Parameter;
  return { cloud, client, put, get };
}

it("keeps a parameter, with a version for each time that it is overwritten", async () => {
  const { client, put, get } = open();
  expect(await put("/app/name")).toMatchObject({ Version: 1, Tier: "Standard" });
  await expect(put("/app/name")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
  expect(await put("/app/name", { Value: "two", Type: undefined, Overwrite: true })).toMatchObject({ Version: 2 });
  const arn = "arn:aws:ssm:us-east-1:000000000000:parameter/app/name";
  expect(await get("/app/name")).toMatchObject({ ARN: arn, Value: "two", Type: "String", Version: 2 });
  expect(await get(arn)).toMatchObject({ Value: "two" });
  expect(await get("/app/name:1")).toMatchObject({ Value: "one", Selector: ":1" });
  await expect(get("/app/name:3")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  await client.send(new DeleteParameterCommand({ Name: "/app/name" }));
  await expect(get("/app/name")).rejects.toMatchObject({ name: "ParameterNotFound" });
  await expect(client.send(new DeleteParameterCommand({ Name: "/app/name" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});

it("gives a secret only to who asks for decryption, and keeps no text of it", async () => {
  const { cloud, put, get } = open();
  await put("/app/secret", { Type: "SecureString", Value: "open sesame" });
  expect((await get("/app/secret", true))?.Value).toBe("open sesame");
  expect((await get("/app/secret"))?.Value).not.toContain("sesame");
  expect(JSON.stringify(cloud.context.store.prepare("SELECT * FROM ssm_parameters").all())).not.toContain("sesame");
});

it("knows no other spelling of a name, which policies would take for another parameter", async () => {
  const { put, get } = open();
  await put("/app/secret");
  await put("plain");
  expect(await get("arn:aws:ssm:us-east-1:000000000000:parameter/plain")).toMatchObject({ Name: "plain" });
  for (const name of ["//app/secret", "arn:aws:ssm:us-east-1:000000000000:parameter//app/secret"])
    await expect(get(name)).rejects.toMatchObject({ name: "ParameterNotFound" });
});

it("finds parameters by name and by path", async () => {
  const { client, put } = open();
  const names = ["/a/b/c", "/a/one", "/a/two", "/ab"];
  for (const name of names) await put(name);
  const byName = await client.send(new GetParametersCommand({ Names: ["/a/two", "/none", "/a/one:7"] }));
  expect(byName.Parameters?.map(({ Name }) => Name)).toEqual(["/a/two"]);
  expect(byName.InvalidParameters).toEqual(["/none", "/a/one:7"]);
  const page = async (more: object) => {
    const { Parameters = [], NextToken } = await client.send(new GetParametersByPathCommand({ Path: "/a", ...more }));
    return [Parameters.map(({ Name }) => Name), NextToken];
  };
  expect(await page({})).toEqual([["/a/one", "/a/two"], undefined]);
  expect(await page({ Recursive: true, MaxResults: 2 })).toEqual([["/a/b/c", "/a/one"], "/a/one"]);
  expect(await page({ Recursive: true, NextToken: "/a/one" })).toEqual([["/a/two"], undefined]);
});

it.each<[string, Partial<PutParameterCommandInput>, string]>([
  ["a/b", {}, "fully qualified name"],
  ["/aws/mine", {}, 'prefixed with "aws" or "ssm"'],
  [`/${"a/".repeat(15)}b`, {}, "limit of 15 levels"],
  ["/a b", {}, "regular expression"],
  ["/a", { Type: "Number" as never }, "enum value set"],
  ["/a", { Type: undefined }, "type is required"],
  ["/a", { Value: "x".repeat(4_097) }, "maximum parameter value"],
  ["/a", { AllowedPattern: "a" }, "does not support the parameter AllowedPattern"],
])("refuses %s with %o", async (name, more, reason) => {
  await expect(open().put(name, more)).rejects.toThrow(reason);
});
