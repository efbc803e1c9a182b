import type { Direction, Judgement } from "@tributary/compat/verdict";
import { docsPage } from "@tributary/contract-tools/docs-page";

/** What the words of a break mean, for a reader in a terminal. */
export function compatLegend(directions: ReadonlySet<Direction>, judgement: Judgement): string {
  return [
    ...(directions.has("backward")
      ? ["backward: consumers of the new version get older events, from a queue or a replay, and reject them."]
      : []),
    ...(directions.has("forward") ? ["forward: consumers of the older version get new events, and reject them."] : []),
    ...(judgement === "by-role"
      ? [
          "judged closed, open: a sender adds no property that its schema does not describe; a receiver ignores such properties.",
        ]
      : []),
    `A payload is shown where it fails; --format json has the whole of it. More: ${docsPage("compatibility.md")}`,
  ]
    .map(line => `${line}\n`)
    .join("");
}
