import { Ajv } from "ajv";
import { afterEach, expect, test, vi } from "vitest";
import { parseDocument } from "./parse-document.ts";

afterEach(() => vi.restoreAllMocks());

const document = (info: string) => `asyncapi: 3.0.0
info: { title: Orders, ${info} }
channels: {}
`;
const sound = { path: "asyncapi.yaml", text: document("version: 1.0.0"), judged: [] };
const unsound = { ...sound, text: document("versions: 1.0.0") };

const errorsIn = async (input: typeof sound) =>
  (await parseDocument(input)).filter(({ severity }) => severity === 0).map(({ message }) => message);

test("finds the errors of each document, whatever document it read before", async () => {
  const expected = [expect.stringContaining('"versions"'), expect.stringContaining('"version"')];
  expect(await errorsIn(unsound)).toEqual(expect.arrayContaining(expected));
  expect(await errorsIn(sound)).toEqual([]);
  expect(await errorsIn(unsound)).toEqual(expect.arrayContaining(expected));
});

test("compiles AsyncAPI's schemas for the first document only", async () => {
  await parseDocument(sound);
  const compile = vi.spyOn(Ajv.prototype, "compile");
  await parseDocument(unsound);
  const compiled = compile.mock.calls.map(([schema]) => (typeof schema === "object" ? String(schema.$id) : ""));
  expect(compiled.filter(id => id.includes("asyncapi"))).toEqual([]);
});
