import { validationError } from "../validation-error.ts";
import { type AttributeValue, attribute, type Item } from "../values/attribute-value.ts";
import type { Path } from "./binding.ts";
import type { ExpressionKind } from "./tokens.ts";

/** The value at a path; undefined if it does not exist. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === "string") value = "M" in value ? attribute(value.M, step) : undefined;
    else value = "L" in value ? value.L[step] : undefined;
  }
  return value;
}

/** Rejects paths that contain one another, and paths that treat one place as both a map and a list. */
export function refuseOverlaps(kind: ExpressionKind, paths: readonly Path[]): void {
  if (paths.length < 2) return;
  for (const [index, one] of paths.entries()) {
    for (const two of paths.slice(index + 1)) {
      const differ = one.findIndex((step, at) => step !== two[at]);
      if (differ < 0 || differ >= two.length) throw pathsError(kind, "overlap", one, two);
      if (typeof one[differ] !== typeof two[differ]) throw pathsError(kind, "conflict", one, two);
    }
  }
}

function pathsError(kind: ExpressionKind, how: "overlap" | "conflict", one: Path, two: Path): Error {
  const both = `path one: ${describePath(one)}, path two: ${describePath(two)}`;
  return validationError(
    `Invalid ${kind}: Two document paths ${how} with each other; must remove or rewrite one of these paths; ${both}`,
  );
}

/** A path as messages write it. */
export function describePath(path: Path): string {
  return `[${path.map(step => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
