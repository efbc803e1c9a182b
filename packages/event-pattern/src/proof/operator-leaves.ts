import type { Operator } from "../parse/operator.ts";
import { wildcardPieces } from "../parse/wildcard.ts";
import { caseChars } from "./language/case-chars.ts";
import { ipTerm } from "./language/ip-term.ts";
import { anything, chars, literal, or, sequence, type Term } from "./language/term.ts";
import {
  allLeaves,
  invertLeaves,
  type LeafSet,
  noLeaves,
  numberLeaves,
  oneLeaf,
  stringLeaves,
  uniteLeaves,
} from "./leaf-set.ts";

/** The scalars that any of the operators accepts. `exists: false` accepts none. */
export const operatorLeaves = (operators: readonly Operator[]): LeafSet => uniteLeaves(operators.map(leavesOf));

function leavesOf(operator: Operator): LeafSet {
  switch (operator.op) {
    case "exact":
      if (operator.ip === undefined) return oneLeaf(operator.value);
      return stringLeaves(or([literal(String(operator.value)), ipTerm(operator.ip)]));
    case "prefix":
      return stringLeaves(sequence([text(operator.text, operator.ignoreCase), anything]));
    case "suffix":
      return stringLeaves(sequence([anything, text(operator.text, operator.ignoreCase)]));
    case "equals-ignore-case":
      return stringLeaves(text(operator.text, true));
    case "wildcard": {
      const pieces = wildcardPieces(operator.text, "").map(literal);
      return stringLeaves(sequence(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [anything, piece]))));
    }
    case "numeric":
      return numberLeaves([operator]);
    case "cidr":
      return stringLeaves(ipTerm(operator.range));
    case "exists":
      return operator.exists ? allLeaves : noLeaves;
    case "anything-but":
      return invertLeaves(operatorLeaves(operator.but));
  }
}

const text = (value: string, ignoreCase: boolean): Term =>
  ignoreCase ? sequence([...value].map(char => chars(caseChars(char)))) : literal(value);
