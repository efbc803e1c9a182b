import type { CompiledPattern } from "@tributary/event-pattern/compile";

/** The detail-types that a pattern names literally, each once. */
export function namedDetailTypes({ alternatives }: CompiledPattern): string[] {
  const operators = alternatives.flatMap(({ conditions }) =>
    conditions.filter(({ path }) => path === "detail-type").flatMap(condition => condition.operators),
  );
  const literals = operators.flatMap(each =>
    each.op === "exact" && typeof each.value === "string" ? [each.value] : [],
  );
  return [...new Set(literals)];
}
