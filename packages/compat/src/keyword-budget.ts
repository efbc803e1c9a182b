import { isObject } from "@tributary/contract-tools/json-pointer";
import type { Ajv } from "ajv";

/** How many checks ajv may write: each takes it some 15 KB of memory. */
const MOST_CHECKS = 50_000;

/** Above so many values ajv writes a loop (its options `loopEnum` and `loopRequired`). */
const LOOPED_FROM = 200;

/** Raised while ajv compiles what would be too much code. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
}

/** Bounds what an ajv compiles between two calls of `restart`. */
export interface KeywordBudget {
  restart(): void;
}

/**
 * Has an ajv count the checks that it writes code for, and stop at a number of them. Only ajv knows it: a definition
 * that refers to nothing is written again wherever it is referred to, so that a schema of 20 KB may ask for gigabytes.
 */
export function limitKeywords(ajv: Ajv): KeywordBudget {
  let left = MOST_CHECKS;
  for (const group of [...ajv.RULES.rules, ajv.RULES.post])
    for (const rule of group.rules) {
      const { definition } = rule;
      if (!("code" in definition)) continue;
      rule.definition = {
        ...definition,
        code(context, ruleType) {
          left -= weightOf(context.schema);
          if (left < 0) throw new BudgetError(`more than ${MOST_CHECKS} checks`);
          definition.code(context, ruleType);
        },
      };
    }
  const restart = () => {
    left = MOST_CHECKS;
  };
  return { restart };
}

/** A keyword, and each name, pattern or value that it lists. */
function weightOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  if (Array.isArray(value)) return 1 + (value.some(isObject) ? value.length : Math.min(value.length, LOOPED_FROM));
  return Object.values(value).reduce<number>((sum, each) => sum + (Array.isArray(each) ? each.length : 1), 1);
}
