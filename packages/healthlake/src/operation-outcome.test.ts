import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeIssues } from "./operation-outcome.ts";

const issues = (...issue: readonly unknown[]) => outcomeIssues({ resourceType: "OperationOutcome", issue });

describe("outcomeIssues", () => {
  it("keeps codes and the paths of elements", () => {
    expect(issues({ severity: "error", code: "code-invalid", expression: ["Patient.name[0].given"] })).toEqual([
      { severity: "error", code: "code-invalid", expression: ["Patient.name[0].given"] },
    ]);
    expect(issues({ severity: "warning", code: "value", location: ["Bundle.entry[3].resource"] })).toEqual([
      { severity: "warning", code: "value", expression: ["Bundle.entry[3].resource"] },
    ]);
  });

  it("drops texts, and paths and codes that hold values", () => {
    const told = issues({
      severity: "error: Smith",
      code: "Smith",
      details: { text: "Smith" },
      diagnostics: "Smith",
      expression: ["Patient.name.where(family='Smith')", "Patient.active"],
    });
    expect(told).toEqual([{ severity: "unknown", code: "unknown", expression: ["Patient.active"] }]);
  });

  it("finds none in anything else", () => {
    expect(outcomeIssues({ resourceType: "Patient", issue: [{ severity: "error", code: "value" }] })).toEqual([]);
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(outcomeIssues(value)).toEqual([]);
      }),
    );
  });
});
