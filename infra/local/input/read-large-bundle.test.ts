import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourcesIn } from "./bundle-entries.ts";
import { type InputRecord, LARGE_BYTES } from "./input-record.ts";
import { readLargeBundle } from "./read-large-bundle.ts";

async function* chunksOf(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(content: string | Uint8Array, size?: number): Promise<InputRecord[]> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return await Array.fromAsync(readLargeBundle("large.json", () => chunksOf(bytes, size)));
}

const patient = (id: string) => ({ resourceType: "Patient", id });
const said = (records: readonly InputRecord[]) =>
  records.map(record =>
    record.kind === "resource" ? record.resource.id : `${record.at.line}#${record.at.pointer ?? ""}: ${record.reason}`,
  );

describe("reading a large Bundle", () => {
  it("finds the same as reading it whole, wherever chunks are cut", async () => {
    const id = fc.constantFrom("a", "b", "é", "__proto__");
    const resource = fc.oneof(
      id.map(patient),
      fc.tuple(id, id).map(([one, other]) => ({ ...patient(one), link: [{ other: { reference: other } }] })),
      fc.record({ resourceType: fc.constant("Patient"), id, text: fc.jsonValue() }),
      fc.jsonValue(),
      fc.array(id, { maxLength: 2 }).map(ids => ({
        ...{ resourceType: "Bundle", entry: ids.map(one => ({ fullUrl: one, resource: patient(one) })) },
      })),
    );
    const entry = fc.oneof(fc.record({ resource, fullUrl: id }, { requiredKeys: [] }), fc.constantFrom(null, 1, {}));
    const bundle = fc.record(
      { resourceType: fc.constant("Bundle"), type: fc.constantFrom("batch", "history"), entry: fc.array(entry) },
      { requiredKeys: ["resourceType", "type"] },
    );
    await fc.assert(
      fc.asyncProperty(bundle, fc.integer({ min: 1, max: 9 }), fc.nat(2), async (value, size, indent) => {
        const text = JSON.stringify(value, null, indent);
        // Compare texts: they have no negative zero.
        const whole = [...resourcesIn(parseFhirJson(text), { file: "large.json", line: 1 })];
        expect(await read(text, size)).toEqual(whole);
      }),
    );
  });

  it("keeps the digits of every number, like reading it whole", async () => {
    const numbers = ["1.00", "12345678901234567890.10", "-0", "1E2", "7", "0.5", "1e-7000"];
    const observation = (value: string) => `{"resourceType":"Observation","valueQuantity":{"value":${value}}}`;
    const entries = numbers.map(value => `{"resource":${observation(value)}}`).join(",");
    for (const size of [1, 3, 1_000]) {
      const records = await read(`{"resourceType":"Bundle","entry":[${entries}]}`, size);
      const texts = records.map(record => record.kind === "resource" && JSON.stringify(record.resource));
      expect(texts).toEqual(numbers.map(observation));
    }
  });

  it("loads what precedes the broken text, and names its line without quoting it", async () => {
    const text = JSON.stringify({ resourceType: "Bundle", entry: [{ resource: patient("a") }, 7] }, null, 1);
    const broken = await read(text.replace("7", "{ Secretname"));
    expect(said(broken)).toEqual(["a", "10#: not JSON"]);
    expect(JSON.stringify(broken)).not.toContain("Secret");
    expect(said(await read(text.slice(0, -4), 5))).toEqual([
      "a",
      "1#/entry/1: not a FHIR resource: no resourceType",
      "10#: not JSON",
    ]);
    expect(said(await read(`${text}\n{}`)).at(-1)).toBe("13#: not JSON");
  });

  it("rejects bytes that are not UTF-8, also across chunks, after reading what precedes them", async () => {
    const [head, tail] = ['{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"a"}},', "]}"];
    const latin1 = Buffer.from(`${head}{"resource":{"resourceType":"Patient","id":"é"}}${tail}`, "latin1");
    expect(said(await read(latin1, 90))).toEqual(["a", "1#: not UTF-8 text"]);
    const utf8 = Buffer.from(`\uFEFF${head}{"resource":{"resourceType":"Patient","id":"é"}}${tail}`);
    expect(said(await read(utf8, 1))).toEqual(["a", "é"]);
  });

  it("rejects anything but a Bundle, and an unterminated entry", async () => {
    expect(said(await read('{"resourceType":"List","entry":[{"item":{}}]}'))).toEqual([
      "1#: more than 16 MB and no Bundle",
    ]);
    expect(said(await read('{"resourceType":"Bundle","entry":{"a":1}}'))).toEqual([
      "1#: a Bundle whose entry is no list",
    ]);
    async function* endless() {
      yield Buffer.from(`{"resourceType":"Bundle","entry":[{"resource":${JSON.stringify(patient("a"))}},{"resource":"`);
      for (let index = 0; index < 1_000; index++) yield Buffer.alloc(LARGE_BYTES / 8, "x");
      expect.unreachable();
    }
    const found = await Array.fromAsync(readLargeBundle("large.json", endless));
    expect(said(found)).toEqual(["a", "1#: 16 MB without an entry of a Bundle"]);
  });
});
