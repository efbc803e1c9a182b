import { describe, expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { SchemaError } from "./schema-error.ts";
import type { SchemaVersion } from "./schema-version.ts";

const verdict = (before: SchemaVersion, after: SchemaVersion) =>
  compareSchemas(before, after, { mode: "backward" }).findings[0];
const alone = (name: string, schema: unknown) => ({ name, schema });

/** A property `o` by a reference, of a type that is told. */
type Make = (type: string) => object;
const self =
  (id: string | undefined, ref: string): Make =>
  type => ({
    ...(id === undefined ? {} : { $id: id }),
    type: "object",
    properties: { o: { $ref: ref } },
    $defs: { foo: { type }, "a b": { type }, "%25": { type }, é: { type } },
  });
const inside =
  (id: string | undefined, inner: string, ref: string, of: Make = type => ({ type })): Make =>
  type => ({
    ...(id === undefined ? {} : { $id: id }),
    type: "object",
    properties: { o: { $ref: ref } },
    $defs: { any: { $id: inner, ...of(type) } },
  });
const anchored =
  (id: string, ref: string): Make =>
  type => ({
    $id: id,
    type: "object",
    properties: { o: { $ref: ref } },
    $defs: { any: { $anchor: "foo", type } },
  });
const draft7 =
  (make: Make): Make =>
  type => ({ $schema: "http://json-schema.org/draft-07/schema#", ...make(type) });

describe("follows a reference wherever ajv does", () => {
  test.each<[string, Make]>([
    ["a relative id", self("rel/x.json", "x.json#/$defs/foo")],
    ["a file name", self("x.json", "./x.json#/$defs/foo")],
    ["a relative id from the root", self("/rel/x.json", "x.json#/$defs/foo")],
    ["a relative id with an empty fragment", self("rel/x.json#", "x.json#/$defs/foo")],
    ["an id with dots", self("https://x.example/a/../x.json", "x.json#/$defs/foo")],
    ["a host in capitals", self("https://X.example/x.json", "https://x.example/x.json#/$defs/foo")],
    ["a scheme in capitals", self("HTTPS://x.example/x.json", "https://x.example/x.json#/$defs/foo")],
    ["a port that is the scheme's own", self("https://x.example:443/x.json", "https://x.example/x.json#/$defs/foo")],
    ["an id without a path", self("https://x.example", "https://x.example#/$defs/foo")],
    ["an id that ends in a slash", self("https://x.example/x/", "https://x.example/x/#/$defs/foo")],
    ["an id that ends in #", self("https://x.example/x.json#", "x.json#/$defs/foo")],
    ["an id that ends in #/", draft7(self("https://x.example/x.json#/", "x.json#/$defs/foo"))],
    ["an id with a query", self("https://x.example/x.json?v=1", "x.json?v=1#/$defs/foo")],
    ["a urn", self("urn:example:x", "urn:example:x#/$defs/foo")],
    ["a urn in capitals", self("URN:example:x", "urn:example:x#/$defs/foo")],
    ["an encoded id", self("https://x.example/a%7Eb.json", "a~b.json#/$defs/foo")],
    ["no id", self(undefined, "#/$defs/foo")],
    ["an encoded pointer", self("x.json", "#/$defs/a%20b")],
    ["an encoded pointer to a percent sign", self("x.json", "#/%24defs/%2525")],
    ["an encoded pointer beyond ASCII", self("x.json", "#/$defs/%C3%A9")],
    ["an id inside", inside("https://x.example/x.json", "y.json", "https://x.example/y.json")],
    ["an id inside without one around", inside(undefined, "defs/y.json", "defs/y.json")],
    ["an id inside that is only a fragment", draft7(inside("rel/x.json", "#foo", "#foo"))],
    ["an id inside, and a pointer into it", inside("x.json", "d/y.json", "d/y.json#/$defs/foo", self(undefined, "#"))],
    [
      "an id inside, and a reference from there",
      inside("https://x.example/x.json", "d/y.json", "d/y.json", type => ({
        $ref: "z.json",
        $defs: { z: { $id: "z.json", type } },
      })),
    ],
    ["an anchor", anchored("https://x.example/x.json", "#foo")],
    ["an anchor under a relative id", anchored("rel/x.json", "x.json#foo")],
    ["an anchor under an id with dots", anchored("https://x.example/a/../x.json", "x.json#foo")],
    ["draft-07", draft7(self("rel/x.json", "x.json#/$defs/foo"))],
  ])("%s", (_what, make) => {
    const [text, number] = [make("string"), make("integer")];
    expect(verdict(alone("old", text), alone("new", number))).toMatchObject({ verdict: "incompatible", pointer: "/o" });
    expect(verdict(alone("old", text), alone("new", make("string")))).toMatchObject({ verdict: "compatible" });
  });

  test.each([
    ["common/app.schema.json", "common/user.schema.json", "user.schema.json"],
    ["https://x.example/a/app.json", "https://x.example/b/../a/user.json", "user.json"],
    ["https://x.example/app.json", "https://X.example/user.json#", "user.json"],
    ["urn:example:app", "urn:example:user", "urn:example:user"],
  ])("from %s to the document %s", (id, other, ref) => {
    const version = (name: string, type: string): SchemaVersion => ({
      name,
      schema: { $id: id, properties: { owner: { $ref: ref } } },
      others: new Map([
        [other, { $id: other, properties: { login: { type } } }],
        ["https://x.example/unused.json", { $id: "https://x.example/unused.json", type: "no such type" }],
      ]),
    });
    expect(verdict(version("old", "string"), version("new", "integer"))).toMatchObject({
      verdict: "incompatible",
      pointer: "/owner/login",
    });
    expect(verdict(version("old", "string"), version("new", "string"))).toMatchObject({ verdict: "compatible" });
  });
});

test("an anchor of an earlier version is not found in a later one that lacks it", () => {
  const make = (anchor: object) => ({ $id: "https://x.example/a", $ref: "#foo", $defs: { foo: { ...anchor } } });
  expect(verdict(alone("old", make({ $anchor: "foo" })), alone("new", true))).toMatchObject({ verdict: "compatible" });
  expect(() => verdict(alone("old", make({})), alone("new", true))).toThrow(SchemaError);
});

describe("what is not understood is equal only where the whole version is", () => {
  const dynamic = (type: string, title = "") => ({
    title,
    $ref: "#/$defs/list",
    $defs: { list: { items: { $dynamicRef: "#T" } }, T: { $dynamicAnchor: "T", type } },
  });
  test("$dynamicRef", () => {
    const found = verdict(alone("old", dynamic("string")), alone("new", dynamic("integer")));
    expect(found).toMatchObject({ verdict: "unknown", keyword: "$dynamicRef" });
    expect(verdict(alone("old", dynamic("string")), alone("new", dynamic("string")))).toMatchObject({
      verdict: "compatible",
    });
  });
});

describe.each([
  ["http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema"],
  ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/meta/core"],
])("a schema that brings the schema of a dialect itself, in %s", ($schema, $id) => {
  const bringing = (type: string) =>
    alone(type, { $schema, properties: { o: { $ref: $id } }, definitions: { own: { $id, type } } });
  const being = (type: string) => alone(type, { $schema, $id, properties: { o: { type } } });

  test.each([
    ["inside", bringing],
    ["as a whole", being],
  ])("is judged by its own, %s", (_where, make) => {
    expect(verdict(make("string"), make("string"))).toMatchObject({ verdict: "compatible" });
    expect(verdict(make("string"), make("integer"))).toMatchObject({ verdict: "incompatible" });
  });

  test("is still held to the dialect", () => {
    expect(() => verdict(bringing("string"), bringing("text"))).toThrow(SchemaError);
  });
});
