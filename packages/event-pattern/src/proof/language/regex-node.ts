import type { Term } from "./term.ts";

/** One part of a regular expression; alternatives are sequences of parts. */
export type RegexNode =
  | { readonly kind: "term"; readonly term: Term }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "look"; readonly alternatives: readonly RegexNode[][]; readonly negative: boolean }
  | { readonly kind: "group"; readonly alternatives: readonly RegexNode[][] };

/** The regular expression uses what no regular language has, or what is not read here. */
export class UnsupportedRegex extends Error {
  override readonly name = "UnsupportedRegex";
}
