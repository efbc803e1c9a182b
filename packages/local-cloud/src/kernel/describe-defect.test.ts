import { expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import { describeDefect } from "./describe-defect.ts";

function failOn(value: unknown): unknown {
  try {
    return "S" in (value as object);
  } catch (error) {
    return error;
  }
}

it("logs the kind and place of a defect, and nothing of its data", () => {
  const text = describeDefect(new Error("Could not store\n    at Windsor", { cause: failOn("Chalmers") }));
  expect(text).toMatch(/^A defect of the local cloud: Error\n {4}at .*describe-defect\.test\.ts/);
  expect(text).toMatch(/caused by TypeError\n {4}at failOn/);
  expect(text).not.toMatch(/Chalmers|Windsor/);
});

it("takes anything that can be thrown", () => {
  const round = new Error("round");
  round.cause = round;
  expect(describeDefect(round)).toContain("Error");
  expect(describeDefect("Chalmers")).toBe("A defect of the local cloud: string");
  expect(describeDefect(undefined)).toBe("");
});

it("is a cloud's default output", async () => {
  const written: unknown[] = [];
  const { error } = console;
  console.error = (...given: unknown[]) => void written.push(...given);
  const cloud = createCloud({ services: [], storage: "memory", region: "us-east-1", account: "000000000000" });
  try {
    cloud.context.defect(failOn("Chalmers"));
  } finally {
    console.error = error;
    await cloud.stop();
  }
  expect(written).toEqual([expect.stringContaining("TypeError")]);
  expect(String(written)).not.toContain("Chalmers");
});
