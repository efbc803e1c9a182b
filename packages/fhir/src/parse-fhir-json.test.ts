import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactDecimal } from "./exact-decimal.ts";
import { parseFhirJson } from "./parse-fhir-json.ts";

/** A JSON text, and the same without white space. */
interface Text {
  readonly text: string;
  readonly minified: string;
}

const space = fc.constantFrom("", " ", "\n  ", "\t\r\n");
const digits = fc.stringMatching(/^[0-9]{1,25}$/);
const number = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9][0-9]{0,24}$/)),
    fc.option(digits.map(fraction => `.${fraction}`)),
    fc.option(fc.stringMatching(/^[eE][+-]?[0-9]{1,3}$/)),
  )
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction ?? ""}${exponent ?? ""}`);
const string = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom('"', "\\", '\\"', ": 1.0, 2.0]", '{"a":1.0}', "__proto__", "1.0"),
  )
  .map(value => JSON.stringify(value));
const same = (minified: string): Text => ({ text: minified, minified });

/** Names that are array indexes would come in their order, not the text's. */
const key = fc
  .oneof(fc.constantFrom("__proto__", "constructor", "toJSON", "value"), fc.string())
  .map(name => `${name}k`);

const { value: anyText } = fc.letrec<{ value: Text }>(tie => ({
  value: fc.oneof(
    { depthSize: "large", withCrossShrink: true },
    number.map(same),
    string.map(same),
    fc.constantFrom("true", "false", "null").map(same),
    fc.tuple(fc.array(tie("value"), { maxLength: 5 }), space).map(([items, gap]) => ({
      text: `[${gap}${items.map(({ text }) => text).join(`${gap},${gap}`)}${gap}]`,
      minified: `[${items.map(({ minified }) => minified).join(",")}]`,
    })),
    fc
      .tuple(fc.uniqueArray(key, { maxLength: 5 }), fc.array(tie("value"), { minLength: 5, maxLength: 5 }), space)
      .map(([keys, values, gap]) => {
        const pairs = keys.map((name, index) => [JSON.stringify(name), values[index]!] as const);
        return {
          text: `{${gap}${pairs.map(([name, { text }]) => `${name}${gap}:${gap}${text}`).join(`${gap},`)}${gap}}`,
          minified: `{${pairs.map(([name, { minified }]) => `${name}:${minified}`).join(",")}}`,
        };
      }),
  ),
}));

describe("parseFhirJson", () => {
  it("gives what JSON.stringify writes with the digits that were read", () => {
    fc.assert(
      fc.property(anyText, ({ text, minified }) => {
        expect(JSON.stringify(parseFhirJson(text))).toBe(minified);
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives the value of JSON.parse, with objects for the very numbers that a double writes otherwise", () => {
    fc.assert(
      fc.property(anyText, ({ text }) => {
        const expected = JSON.parse(text, (...[, value, context]: unknown[]) => {
          const { source } = context as { source?: string };
          return typeof value === "number" && source !== String(value) ? new ExactDecimal(source!) : value;
        });
        expect(parseFhirJson(text)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(["1.00", "12345678901234567890.10", "-0", "1E2", "1e-7000", "0.0", "9007199254740993", "-1.0e400"])(
    "keeps %s, wherever it stands",
    decimal => {
      const text = `{"a":${decimal},"b":[${decimal},"${decimal}",{"c":${decimal}}],"d":"\\\\\\"${decimal}"}`;
      expect(JSON.stringify(parseFhirJson(text))).toBe(text);
      expect(JSON.stringify(parseFhirJson(` ${decimal}\n`))).toBe(decimal);
      expect(JSON.stringify(parseFhirJson(text), null, 2).replace(/\s/g, "")).toBe(text);
    },
  );

  it.each(["0", "7", "-7", "2.5", "0.1", "1974", "9007199254740991", "123456.789"])("reads %s as a number", decimal => {
    expect(parseFhirJson(`{"a":${decimal},"b":1.0}`)).toEqual({ a: Number(decimal), b: new ExactDecimal("1.0") });
  });

  it("uses the last of two fields of one name", () => {
    expect(JSON.stringify(parseFhirJson('{"a":1.00,"a":"1.00"}'))).toBe('{"a":"1.00"}');
    expect(JSON.stringify(parseFhirJson('{"a":"1.00","a":1.00}'))).toBe('{"a":1.00}');
    expect(JSON.stringify(parseFhirJson('{"a":{"b":1.0},"a":[2.0]}'))).toBe('{"a":[2.0]}');
  });

  it("makes fields of JSON's traps, and touches no prototype", () => {
    const text = '{"__proto__":{"polluted":1.0},"constructor":{"prototype":{"polluted":1.0}}}';
    const value = parseFhirJson(text) as object;
    expect(JSON.stringify(value)).toBe(text);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect("polluted" in {}).toBe(false);
  });

  it("reads what nests deeper than the stack", () => {
    const depth = 200_000;
    let value = parseFhirJson(`${'{"a":['.repeat(depth)}1.00${"]}".repeat(depth)}`);
    for (let level = 0; level < depth; level++) [value] = (value as { a: unknown[] }).a;
    expect(value).toEqual(new ExactDecimal("1.00"));
  });

  it("refuses what JSON.parse refuses", () => {
    for (const text of ["", "1.", "01.0", "[1.0,]", '{"a":1.0', "+1.0", ".5", "[1.0e]", '"\n1.0"', "[1.0}"])
      expect(() => parseFhirJson(text)).toThrow(SyntaxError);
  });

  it("takes linear time for texts made to take long", () => {
    const length = 200_000;
    for (const text of [
      `["${"\\\\".repeat(length)}",1.0]`,
      `["${'\\"'.repeat(length)}",1.0]`,
      `[${"1".repeat(length)}.0]`,
      `[${" ".repeat(length)}1.0${" ".repeat(length)}]`,
      `["${":1,".repeat(length)}",1.0]`,
      `["${", ".repeat(length)}",${"1.0,".repeat(length)}1]`,
    ])
      expect(JSON.stringify(parseFhirJson(text))).toBe(text.replace(/(?<=[[,]) +1/, "1").replace(/ +\]/, "]"));
  });
});

describe("an exact decimal", () => {
  it("is the nearest double in arithmetic and its digits in text", () => {
    const value = new ExactDecimal("1.50");
    expect(Number(value) * 2).toBe(3);
    expect(value > (1 as unknown as ExactDecimal)).toBe(true);
    expect(String(value)).toBe("1.50");
  });

  it.each(["", "1.", "01", "+1", "NaN", "null", '"1"', " 1", "1\n", "0x1"])(
    "is not made from %j, and not told",
    text => {
      expect(() => new ExactDecimal(text)).toThrow("An exact decimal must be written like a number of JSON.");
    },
  );
});
