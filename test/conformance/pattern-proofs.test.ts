import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { satisfiable } from "@tributary/event-pattern/satisfiable";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const key = fc.constantFrom("a", "b", "c");
const scalar = fc.constantFrom<unknown>("x", "xy", "yz", "", 0, 1, 2.5, 7, true, null);

const leafSchema = fc.oneof(
  fc.constantFrom<object | boolean>(
    true,
    false,
    {},
    { type: "string" },
    { type: "number" },
    { type: "integer" },
    { type: ["string", "null"] },
  ),
  scalar.map(value => ({ const: value })),
  fc.array(scalar, { minLength: 1, maxLength: 3 }).map(values => ({ enum: [...new Set(values)] })),
  fc.record({ minimum: fc.integer({ min: -1, max: 4 }) }),
  fc.record({ exclusiveMaximum: fc.integer({ min: -1, max: 8 }) }),
  fc.record({ multipleOf: fc.constantFrom(2, 2.5, 3) }),
  fc.record({ minLength: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ maxLength: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ pattern: fc.constantFrom("^x", "y$", "^[a-x]*$", "z", "^$") }),
);

const schema = fc.letrec<{ any: unknown; object: unknown }>(tie => {
  const list = fc.array(tie("any"), { minLength: 1, maxLength: 3 });
  return {
    object: fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(key, tie("any"), { maxKeys: 3 }),
        required: fc.uniqueArray(key, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.constant<unknown>(false), fc.constant<unknown>(false), tie("any")),
        patternProperties: fc.dictionary(fc.constantFrom("^a", "b|c"), tie("any"), { maxKeys: 1 }),
        propertyNames: fc.constantFrom<object>({ pattern: "^[ab]" }, { maxLength: 1 }, { enum: ["a", "c"] }),
        minProperties: fc.integer({ min: 0, max: 2 }),
        maxProperties: fc.integer({ min: 0, max: 2 }),
        dependentRequired: fc.dictionary(key, fc.array(key, { maxLength: 1 }), { maxKeys: 1 }),
        dependentSchemas: fc.dictionary(key, tie("any"), { maxKeys: 1 }),
        unevaluatedProperties: fc.constantFrom<unknown>(false, true, {}),
      },
      { requiredKeys: ["properties"] },
    ),
    any: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      { weight: 3, arbitrary: leafSchema },
      { weight: 3, arbitrary: tie("object") },
      {
        weight: 2,
        arbitrary: fc.record(
          {
            type: fc.constant("array"),
            items: tie("any"),
            prefixItems: list,
            contains: tie("any"),
            minItems: fc.integer({ min: 0, max: 2 }),
            maxItems: fc.integer({ min: 0, max: 2 }),
            uniqueItems: fc.boolean(),
          },
          { requiredKeys: ["items"] },
        ),
      },
      { weight: 1, arbitrary: fc.record({ allOf: list }) },
      { weight: 1, arbitrary: fc.record({ anyOf: list }) },
      { weight: 1, arbitrary: fc.record({ oneOf: list }) },
      { weight: 1, arbitrary: fc.record({ not: tie("any") }) },
      {
        weight: 1,
        arbitrary: fc.record(Object.fromEntries(["if", "then", "else"].map(keyword => [keyword, tie("any")])), {
          requiredKeys: ["if"],
        }),
      },
      { weight: 1, arbitrary: fc.constantFrom({ $ref: "#/$defs/one" }, { $ref: "#/$defs/two" }) },
    ),
  };
});
const whole = fc
  .record({ root: fc.oneof({ weight: 3, arbitrary: schema.object }, schema.any), one: schema.any, two: schema.any })
  .map(({ root, one, two }) => ({ $id: "https://test.example/contract", $defs: { one, two }, allOf: [root] }));

const operator = fc.oneof(
  { weight: 3, arbitrary: scalar },
  fc.constantFrom<unknown>(
    { prefix: "x" },
    { suffix: "y" },
    { "equals-ignore-case": "XY" },
    { wildcard: "*y*" },
    { numeric: [">", 0, "<", 3] },
    { numeric: ["=", 7] },
    { "anything-but": ["x"] },
    { "anything-but": [1] },
    { "anything-but": { prefix: "x" } },
    { exists: true },
    { exists: false },
  ),
);
const pattern = fc.letrec<{ object: Record<string, unknown> }>(tie => ({
  object: fc.dictionary(
    key,
    fc.oneof({ maxDepth: 2, depthSize: "small" }, fc.array(operator, { minLength: 1, maxLength: 2 }), tie("object")),
    { minKeys: 1, maxKeys: 3 },
  ),
})).object;

const event = fc.letrec<{ object: object; value: unknown }>(tie => ({
  object: fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  value: fc.oneof({ depthSize: "small", maxDepth: 4 }, scalar, tie("object"), fc.array(tie("value"), { maxLength: 3 })),
})).object;

/** A schema that refers to nothing but itself has no meaning, and no end in ajv. */
function validatorOf(contract: object): (value: unknown) => boolean {
  const orSkip = <Value>(task: () => Value): Value => {
    try {
      return task();
    } catch (error) {
      fc.pre(!(error instanceof RangeError));
      throw error;
    }
  };
  const validate = orSkip(() =>
    new Ajv2020({ strict: false, logger: false, inlineRefs: false, code: { optimize: false } }).compile(contract),
  );
  return value => orSkip(() => validate(value)) === true;
}

/** The same cases every time, so that only a change to what is tested can fail; to hunt: PROOF_SEED=$RANDOM PROOF_RUNS=20000 */
const RUNS = { numRuns: Number(process.env.PROOF_RUNS ?? 1_500), seed: Number(process.env.PROOF_SEED ?? 1) };
const events = fc.array(event, { minLength: 40, maxLength: 40 });

describe("a pattern proved against a schema", () => {
  const verdicts = { yes: 0, no: 0, unknown: 0 };

  test("yes comes with an event that matches and is valid; after no, no valid event matches", () => {
    fc.assert(
      fc.property(whole, pattern, events, (contract, asked, samples) => {
        const validate = validatorOf(contract);
        const found = satisfiable(asked, contract, { validate });
        verdicts[found.verdict]++;
        const compiled = compile(asked);
        const isWitness = (value: unknown) => match(compiled, value) && validate(value);
        if (found.verdict === "yes") expect(isWitness(found.witness)).toBe(true);
        if (found.verdict === "no") {
          expect(samples.filter(isWitness)).toEqual([]);
          expect(found.reasons.length).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });

  test("is seldom left undecided", () => {
    expect(verdicts.yes + verdicts.no).toBeGreaterThan(0);
    expect(verdicts.unknown).toBeLessThan(0.1 * (verdicts.yes + verdicts.no));
  });
});
