import type { CompiledPattern } from "@tributary/event-pattern/compile";
import { implies } from "@tributary/event-pattern/implies";
import { overlap, type Within } from "@tributary/event-pattern/overlap";
import { isObject } from "../source/json-pointer.ts";

/** The relation of one pattern to another among the events of a contract; both select every example. */
export type PatternRelation =
  | { readonly how: "apart" | "undecided" }
  | { readonly how: "same" | "narrower" | "wider" | "crossing"; readonly example: unknown };

/**
 * The relation of `a` to `b`: narrower if `b` selects everything that `a` selects. Also "crossing" if that is not proved.
 */
export function patternRelation(a: CompiledPattern, b: CompiledPattern, within: Within): PatternRelation {
  const both = overlap(a, b, within);
  if (both.verdict !== "yes") return { how: both.verdict === "no" ? "apart" : "undecided" };
  const isNarrower = implies(a, b, within).verdict === "yes";
  const isWider = implies(b, a, within).verdict === "yes";
  const how = isNarrower ? (isWider ? "same" : "narrower") : isWider ? "wider" : "crossing";
  return { how, example: both.witness };
}

/** The verb between the names of `a` and `b`, and in words what both select; undefined when that is nothing. */
export function relationText(relation: PatternRelation): { verb: string; example: string } | undefined {
  const example = "example" in relation ? `, for example ${exampleText(relation.example)}` : "";
  const verb = verbs[relation.how];
  return verb === undefined ? undefined : { verb, example };
}

const verbs = {
  apart: undefined,
  same: "is a duplicate of",
  narrower: "is shadowed by",
  wider: "shadows",
  crossing: "shares events with",
  undecided: "may share events with",
} as const;

/** The distinguishing part of an event of a contract, as text. */
export function exampleText(event: unknown): string {
  const detail = isObject(event) ? event.detail : undefined;
  return JSON.stringify(isObject(detail) ? (detail.data ?? detail) : event);
}
