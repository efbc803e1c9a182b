/** Says that a pattern came later and binds producers alone: consumers are handed older events too. */
export const PATTERN_BINDS = "x-pattern-binds";
