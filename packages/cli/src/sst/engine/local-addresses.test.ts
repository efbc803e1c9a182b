import type { RecordedResource } from "@tributary/synth/recorded-resource";
import { expect, it } from "vitest";
import { localAddresses } from "./local-addresses.ts";

const resource = (type: string, outputs: RecordedResource["outputs"]): RecordedResource => ({
  ...{ urn: `urn:${type}`, name: "one", type, id: "one", custom: true, parentUrn: "", dependencies: [], inputs: {} },
  ...{ protect: false, retain: false, ignoreChanges: [], replaceOnChanges: [], aliases: [], outputs },
});

it("leads what a program gives out to the function URLs of the local cloud, and to nothing else", () => {
  const url = "https://abc.lambda-url.us-east-1.on.aws/";
  const other = "https://xyz.lambda-url.us-east-1.on.aws/";
  const [, stack] = localAddresses(
    [
      resource("aws:lambda/functionUrl:FunctionUrl", { functionUrl: url, urlId: "abc" }),
      resource("pulumi:pulumi:Stack", { api: `${url}wards`, hints: [{ Api: url }], other, n: 1 }),
    ],
    "http://127.0.0.1:4566",
  );
  const local = "http://127.0.0.1:4566/_lambda-url/abc/";
  expect(stack?.outputs).toEqual({ api: `${local}wards`, hints: [{ Api: local }], other, n: 1 });
});
