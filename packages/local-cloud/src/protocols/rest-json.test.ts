import { expect, it } from "vitest";
import { restJson } from "./rest-json.ts";

const wire = restJson("lambda", [{ operation: "Invoke", method: "POST", path: "/functions/{FunctionName}" }]);
const request = (path: string) => ({
  method: "POST",
  path,
  query: new URLSearchParams(),
  headers: {},
  body: new Uint8Array(),
});

it("decodes the parameters in a path", () => {
  expect(wire.decode(request("/functions/a%2Fb"))).toEqual({ operation: "Invoke", input: { FunctionName: "a/b" } });
});

it("blames the caller for a path that is not well encoded", () => {
  expect(() => wire.decode(request("/functions/%zz"))).toThrow(
    expect.objectContaining({ code: "ValidationException", status: 400 }),
  );
});
