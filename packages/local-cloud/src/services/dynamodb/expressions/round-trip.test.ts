import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawPath, SetValue, Update } from "./ast.ts";
import { arbitraryCondition, writeCondition, writePath } from "./condition-fixture.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseUpdate } from "./parse-update.ts";

const name = fc.constantFrom("alpha", "#n", "b_1", "andy");
const value = fc.constantFrom(":v", ":w1", ":and");
const path: fc.Arbitrary<RawPath> = fc
  .tuple(name, fc.array(fc.oneof(name, fc.nat({ max: 99 })), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);

const condition = arbitraryCondition(path, value);

const simpleSetValue: fc.Arbitrary<SetValue> = fc.oneof(
  path.map((each): SetValue => ({ kind: "path", path: each })),
  value.map((each): SetValue => ({ kind: "value", name: each })),
);
const callSetValue: fc.Arbitrary<SetValue> = fc.oneof(
  simpleSetValue,
  fc.record({ kind: fc.constant("if_not_exists" as const), path, otherwise: simpleSetValue }),
  fc.record({ kind: fc.constant("list_append" as const), left: simpleSetValue, right: simpleSetValue }),
);
const setValue: fc.Arbitrary<SetValue> = fc.oneof(
  callSetValue,
  fc.record({ kind: fc.constantFrom("plus", "minus"), left: callSetValue, right: callSetValue }),
);
const withValue = fc.array(fc.record({ path, value }), { maxLength: 2 });
const update: fc.Arbitrary<Update> = fc.record({
  set: fc.array(fc.record({ path, value: setValue }), { maxLength: 3 }),
  remove: fc.array(fc.record({ path }), { maxLength: 3 }),
  add: withValue,
  delete: withValue,
});

function writeSetValue(each: SetValue): string {
  switch (each.kind) {
    case "path":
      return writePath(each.path);
    case "value":
      return each.name;
    case "if_not_exists":
      return `if_not_exists(${writePath(each.path)}, ${writeSetValue(each.otherwise)})`;
    case "list_append":
      return `list_append(${writeSetValue(each.left)}, ${writeSetValue(each.right)})`;
    default:
      return `${writeSetValue(each.left)} ${each.kind === "plus" ? "+" : "-"} ${writeSetValue(each.right)}`;
  }
}

const writeSection = (word: string, actions: string[]) => (actions.length > 0 ? `${word} ${actions.join(", ")} ` : "");

describe("a stringified expression", () => {
  it("parses to the same condition", () => {
    fc.assert(
      fc.property(condition, node => {
        expect(parseCondition("ConditionExpression", writeCondition(node)).node).toEqual(node);
      }),
      { numRuns: 500 },
    );
  });

  it("parses to the same update", () => {
    fc.assert(
      fc.property(update, node => {
        const source = [
          writeSection(
            "remove",
            node.remove.map(each => writePath(each.path)),
          ),
          writeSection(
            "SET",
            node.set.map(each => `${writePath(each.path)} = ${writeSetValue(each.value)}`),
          ),
          writeSection(
            "ADD",
            node.add.map(each => `${writePath(each.path)} ${each.value}`),
          ),
          writeSection(
            "DELETE",
            node.delete.map(each => `${writePath(each.path)} ${each.value}`),
          ),
        ].join("");
        fc.pre(source !== "");
        expect(parseUpdate("UpdateExpression", source).node).toEqual(node);
      }),
      { numRuns: 500 },
    );
  });
});
