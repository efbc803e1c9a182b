import { number } from "@tributary/cli/dev/figures";
import type { LiveView } from "@tributary/cli/dev/live-view";
import type { InputFindings } from "./input-findings.ts";
import type { DeadEnd, HeldResources, References } from "./references.ts";

interface Warned {
  readonly references: References;
  readonly findings: InputFindings;
  readonly view: Pick<LiveView, "problem">;
}

/** Dangling references reported. */
const WARNED = 20;

const REASONS: Readonly<Record<DeadEnd["reason"], string>> = {
  absent: "neither the input nor the data store has it",
  unmatched: "its criteria match nothing in the data store",
  ambiguous: "its criteria match several resources",
};

/** Warns of dangling references in the input: by place, without quoting them. */
export function warnOfReferences({ references, findings, view }: Warned, store: HeldResources): void {
  for (const { at, more, reason } of references.leadingNowhere(store)) {
    if (++findings.nowhere > WARNED) continue;
    const others = more > 0 ? ` (said in ${number(more + 1)} places)` : "";
    findings.warn(at, `leads nowhere: ${REASONS[reason]}${others}`);
  }
  const left = findings.nowhere - WARNED;
  if (left > 0) view.problem(`… and references to ${number(left)} more that neither has`);
}
