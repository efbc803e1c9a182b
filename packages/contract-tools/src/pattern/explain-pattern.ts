import { idleParts } from "@tributary/event-pattern/idle-parts";
import { implies } from "@tributary/event-pattern/implies";
import { conditionInWords } from "@tributary/event-pattern/in-words";
import { match } from "@tributary/event-pattern/match";
import type { Reason } from "@tributary/event-pattern/proof/reasons";
import { satisfiable } from "@tributary/event-pattern/satisfiable";
import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import type { EventKind } from "./event-kind.ts";
import { presentableEvent } from "./presentable-event.ts";
import type { PatternFile } from "./read-pattern.ts";
import { reasonFix } from "./reason-fix.ts";

/** A pattern explained in words and by example. */
export interface PatternExplanation {
  /** Whether some event matches. */
  readonly verdict: "satisfiable" | "unsatisfiable" | "unknown";
  /** Any of these suffices; each is a list of conditions that all hold. */
  readonly alternatives: readonly (readonly string[])[];
  readonly matching?: unknown;
  /** Whether some event does not match. */
  readonly others: "some" | "none" | "unknown";
  readonly notMatching?: unknown;
  /** Why none matches, or which part of the pattern none meets, or why that is unknown. */
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
    if (verdict.verdict === "yes") return idle();
    if (verdict.verdict === "unknown") {
      const { keyword, base, pointer } = verdict;
      const message = `cannot decide whether any ${kind.name} matches, because of ${keyword} at ${base}#${pointer}`;
      return [finding("pattern-undecided", source, "", message)];
    }
    return verdict.reasons.map(refutation);
  }

  /** What of a pattern that some event matches none ever meets. */
  function idle(): Diagnostic[] {
    if (!isObject(source.value)) return [];
    return idleParts(source.value, part => satisfiable(part, kind.schema, kind)).flatMap(part => {
      if (part.reasons.length > 0) return part.reasons.map(refutation);
      const what = part.kind === "value" ? "has this value here" : "matches this alternative";
      const fix = "remove it, or correct what it asks for";
      return [finding("pattern-never-matches", source, part.pointer, `no ${kind.name} ${what}`, { fix })];
    });
  }

  function refutation(reason: Reason): Diagnostic {
    const condition = pattern.alternatives
      .flatMap(({ conditions }) => conditions)
      .find(each => each.pointer === reason.pointer);
    const fix = reasonFix(reason, condition, kind);
    return finding("pattern-never-matches", source, reason.pointer, `no ${kind.name} matches: ${reason.message}`, {
      fix,
    });
  }
}
