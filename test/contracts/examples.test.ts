import { describe, expect, test } from "vitest";
import { examples, generatedContract, model } from "./contracts.ts";

describe.each(model.events)("$detailType", async event => {
  const contract = await generatedContract(event);

  test.each(examples(event, "valid"))("accepts the example %s, strictly and tolerantly", (_name, value) => {
    expect(contract.strict(value)).toEqual({ valid: true, value });
    expect(contract.tolerant(value)).toEqual({ valid: true, value });
  });

  test.each(examples(event, "invalid"))("rejects the example %s where and why it says", (_name, example) => {
    const { violation, value } = example as { violation: { pointer: string; keyword: string }; value: unknown };
    const verdict = contract.strict(value);
    expect(verdict.valid ? [] : verdict.violations).toContainEqual(expect.objectContaining(violation));
  });

  test.each(examples(event, "invalid"))("reports no value of the example %s", (_name, example) => {
    const { value } = example as { value: unknown };
    const verdict = contract.strict(value);
    const report = verdict.valid ? "" : verdict.violations.map(({ message }) => message).join("\n");
    const said = [...texts(value)].filter(text => text.length > 2 && report.includes(text));
    expect(said.filter(text => !isSchemaText(text))).toEqual([]);
  });
});

/** Texts that the schemas themselves contain may be named. */
const isSchemaText = (text: string) => model.schemas.some(({ source }) => source.text.includes(JSON.stringify(text)));

function* texts(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value === "object" && value !== null) for (const item of Object.values(value)) yield* texts(item);
}
