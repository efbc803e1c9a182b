import { ajvFor } from "@tributary/contract-tools/reference-ajv";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { arbitraryFor } from "@tributary/testkit/arbitrary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedContract, model } from "./contracts.ts";

const schemas = schemaSet(model.schemas);

/** A value with something changed somewhere in it: removed, replaced, or added. */
const damaged = (value: unknown, at: number, how: fc.JsonValue): unknown => {
  const places = [...objectsIn(value)];
  const place = places[at % places.length]!;
  const keys = Object.keys(place);
  const key = keys[at % Math.max(keys.length, 1)] ?? "added";
  if (at % 3 === 0) delete place[key];
  else place[at % 3 === 1 ? key : "added"] = how;
  return value;
};

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const item of Object.values(value)) yield* objectsIn(item);
}

describe.each(model.events)("$detailType", async event => {
  const contract = await generatedContract(event);
  const { schema, id } = event.schema;
  const arbitrary = arbitraryFor(schema, schemas);
  const ajv = ajvFor(schema, { allErrors: false })!;
  for (const [other, each] of schemas) if (other !== id) ajv.addSchema(each);
  const reference = ajv.compile(schema);

  test("every generated event is accepted, strictly and tolerantly", () => {
    fc.assert(
      fc.property(arbitrary, value => {
        expect(contract.strict(value)).toEqual({ valid: true, value });
        expect(contract.tolerant(value).valid).toBe(true);
      }),
    );
  });

  test("a tolerant reader ignores unknown fields everywhere", () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.jsonValue(), (value, at, extra) => {
        const places = [...objectsIn(value)];
        places[at % places.length]!.notInTheContract = extra;
        expect(contract.tolerant(value).valid).toBe(true);
        const verdict = contract.strict(value);
        expect(verdict.valid ? [] : verdict.violations.map(({ keyword }) => keyword)).toEqual(["additionalProperties"]);
      }),
    );
  });

  test("the generated validator decides as ajv does on the schema itself", () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.jsonValue(), (value, at, how) => {
        const candidate = damaged(value, at, how);
        const verdict = contract.strict(candidate);
        expect(verdict.valid).toBe(reference(candidate));
        expect(verdict.valid || verdict.violations.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
