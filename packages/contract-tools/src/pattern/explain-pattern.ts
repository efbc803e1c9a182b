import { implies } from "@tributary/event-pattern/implies";
import { conditionInWords } from "@tributary/event-pattern/in-words";
import { match } from "@tributary/event-pattern/match";
import { satisfiable } from "@tributary/event-pattern/satisfiable";
import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { EventKind } from "./event-kind.ts";
import { presentableEvent } from "./presentable-event.ts";
import type { PatternFile } from "./read-pattern.ts";
import { reasonFix } from "./reason-fix.ts";

/** What a pattern selects, in words and by example. */
export interface PatternExplanation {
  /** Whether some event matches. */
  readonly verdict: "satisfiable" | "unsatisfiable" | "unknown";
  /** Any of these suffices; each is a list of conditions that all hold. */
  readonly alternatives: readonly (readonly string[])[];
  readonly matching?: unknown;
  /** Whether some event does not match. */
  readonly others: "some" | "none" | "unknown";
  readonly notMatching?: unknown;
  /** Why none matches, or why that is unknown. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Explains a pattern among the events of one kind. Both examples were put to the matcher and to the validator of the contract. */
export function explainPattern({ source, pattern }: PatternFile, kind: EventKind): PatternExplanation {
  const found = satisfiable(pattern, kind.schema, kind);
  const other = implies(kind.pattern, pattern, kind);
  return {
    verdict: ({ yes: "satisfiable", no: "unsatisfiable", unknown: "unknown" } as const)[found.verdict],
    alternatives: pattern.alternatives.map(({ conditions }) => conditions.map(conditionInWords)),
    ...(found.verdict === "yes" ? { matching: shown(found.witness, true) } : {}),
    others: ({ yes: "none", no: "some", unknown: "unknown" } as const)[other.verdict],
    ...(other.verdict === "no" ? { notMatching: shown(other.counterExample, false) } : {}),
    diagnostics: diagnosticsOf(found).sort((a, b) => a.line - b.line || a.column - b.column),
  };

  function shown(event: unknown, matches: boolean): unknown {
    return presentableEvent(event, each => match(pattern, each) === matches && kind.validate(each));
  }

  function diagnosticsOf(verdict: ReturnType<typeof satisfiable>): Diagnostic[] {
    if (verdict.verdict === "yes") return [];
    if (verdict.verdict === "unknown") {
      const { keyword, base, pointer } = verdict;
      const message = `it could not be decided whether ${kind.name} matches, for ${keyword} at ${base}#${pointer}`;
      return [finding("pattern-undecided", source, "", message)];
    }
    const conditions = pattern.alternatives.flatMap(alternative => alternative.conditions);
    return verdict.reasons.map(reason => {
      const fix = reasonFix(
        reason,
        conditions.find(each => each.pointer === reason.pointer),
        kind,
      );
      return finding("pattern-never-matches", source, reason.pointer, `no ${kind.name} matches: ${reason.message}`, {
        fix,
      });
    });
  }
}
