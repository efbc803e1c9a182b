import { existsSync, readFileSync } from "node:fs";
import { compile } from "@tributary/event-pattern/compile";
import { createIndex } from "@tributary/event-pattern/create-index";
import { match } from "@tributary/event-pattern/match";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { describe, expect, test } from "vitest";

const VECTORS = new URL("../../../shared/vectors/eventbridge/", import.meta.url);
const present = existsSync(VECTORS);
if (!present) console.warn("event pattern conformance skipped: vectors not present");

interface RecordedCase {
  id: string;
  eventPattern: unknown;
  event: unknown;
  expected: boolean | "error";
  errorCode?: string;
  errorMessage?: string;
}

interface EngineCase {
  id: string;
  rule_text: string;
  event_text: string;
  expected: boolean;
  plain_json: boolean;
}

interface EngineRule {
  id: string;
  rule_text: string;
  valid: boolean;
  reason?: string;
}

interface EngineRuleSet {
  rules: Record<string, string[]>;
  event: string;
  matched: string[];
}

function vectors<Case>(file: string): Case[] {
  return JSON.parse(readFileSync(new URL(file, VECTORS), "utf8")) as Case[];
}

/** The verdict on a pattern in the recordings' terms. */
function verdict(run: () => boolean): { expected: boolean | "error"; errorCode?: string; errorMessage?: string } {
  try {
    return { expected: run() };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { expected: "error", errorCode: error.code, errorMessage: error.message };
  }
}

function reasonFor(rule: string): string | undefined {
  try {
    parsePattern(rule);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return error.reason;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reasons that the engine's vectors word otherwise, for rules refused all the same. They come from its older compiler;
 * where the recordings of the service have the case, they agree with ours.
 */
const OTHER_WORDING = new Map([
  [
    "Inside anything-but/ignore-case list, number|start|null|boolean is not supported.",
    "says equals-ignore-case on AWS",
  ],
  ["Unsupported anything-but pattern: wildcard", "the service has supported it since"],
]);

/** An empty affix in a list: the engine's older compiler calls it "not a string"; ours, like the service for a single one, "null". */
const EMPTY_AFFIX = /"(?:prefix|suffix)": \["1", ""\]/;

describe.skipIf(!present)("the EventBridge pattern language", () => {
  test("answers every recorded TestEventPattern call as AWS did, with the same error", () => {
    const cases = vectors<RecordedCase>("aws-test-event-pattern.json");
    expect(cases.length).toBeGreaterThan(0);
    for (const { id, eventPattern, event, expected, errorCode, errorMessage } of cases) {
      const recorded = { expected, ...(errorCode && { errorCode }), ...(errorMessage && { errorMessage }) };
      for (const [form, read] of [
        ["value", () => compile(eventPattern)],
        ["text", () => parsePattern(JSON.stringify(eventPattern))],
      ] as const) {
        expect({ id, form, ...verdict(() => match(read(), event)) }).toEqual({ id, form, ...recorded });
      }
    }
  });

  test("gives AWS's engine's verdict on every rule and event, those with duplicate keys included", () => {
    const cases = vectors<EngineCase>("event-ruler-match.json");
    expect(cases.length).toBeGreaterThan(0);
    for (const { id, rule_text, event_text, expected, plain_json } of cases) {
      const event: unknown = JSON.parse(event_text);
      expect({ id, matched: match(parsePattern(rule_text), event) }).toEqual({ id, matched: expected });
      if (plain_json) {
        expect({ id, matched: match(compile(JSON.parse(rule_text)), event) }).toEqual({ id, matched: expected });
      }
    }
  });

  // Where the engine has a stricter mode (a path given twice, a `$or` that is none), the vectors note its error beside
  // `valid: true`; the service's default is the lenient mode, and so is ours.
  test("accepts and refuses the rules that AWS's engine does, for its reasons", () => {
    const rules = vectors<EngineRule>("event-ruler-rules.json");
    expect(rules.length).toBeGreaterThan(0);
    for (const { id, rule_text, valid, reason } of rules) {
      const refused = reasonFor(rule_text);
      expect({ id, valid: refused === undefined }).toEqual({ id, valid });
      const expected = reason?.replace(/^\w+Exception: /, "");
      // In a text that is no JSON the engine may meet an error of the language before the error of syntax.
      if (expected === undefined || !isJson(rule_text) || OTHER_WORDING.has(expected)) continue;
      if (!EMPTY_AFFIX.test(rule_text)) expect({ id, reason: refused }).toEqual({ id, reason: expected });
    }
  });

  test("finds with the index, among many rules, those that AWS's engine finds", () => {
    const sets = vectors<EngineRuleSet>("event-ruler-multi.json");
    expect(sets.length).toBeGreaterThan(0);
    for (const { rules, event, matched } of sets) {
      const index = createIndex<string>();
      for (const [name, texts] of Object.entries(rules)) {
        for (const [i, text] of texts.entries()) index.add(`${name} ${i}`, parsePattern(text));
      }
      const found = new Set(index.match(JSON.parse(event)).map(id => id.slice(0, id.lastIndexOf(" "))));
      expect([...found].sort()).toEqual([...matched].sort());
    }
  });

  test("gives every engine verdict through the index as well", () => {
    for (const { id, rule_text, event_text, expected } of vectors<EngineCase>("event-ruler-match.json")) {
      const index = createIndex<string>();
      index.add(id, parsePattern(rule_text));
      expect({ id, found: index.match(JSON.parse(event_text)) }).toEqual({ id, found: expected ? [id] : [] });
    }
  });
});
