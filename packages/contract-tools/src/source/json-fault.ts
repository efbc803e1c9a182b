import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";

/** The place where a text stops being JSON, and what is wrong there. */
export interface JsonFault {
  /** Characters before it. */
  readonly offset: number;
  readonly message: string;
}

/** The first fault of a text as JSON; undefined when it has none. */
export function jsonFault(text: string): JsonFault | undefined {
  if (text.trim() === "") return { offset: 0, message: "is empty" };
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  let first: JsonFault | undefined;
  const onError = (code: ParseErrorCode, offset: number) => {
    const at = offset + start;
    const isTrailing = /[\]}]/.test(text[at] ?? "") && text.slice(0, at).trimEnd().endsWith(",");
    const what = isTrailing ? "the comma before this end is one too many" : told[printParseErrorCode(code)];
    first ??= { offset: at, message: `is not JSON${what === undefined ? "" : `: ${what}`}` };
  };
  visit(text.slice(start), { onError }, { disallowComments: true, allowTrailingComma: false });
  return first;
}

/** By the names that the parser gives to what may be wrong. */
const told: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is neither a string in double quotes nor a number, true, false or null",
  InvalidNumberFormat: "this is not a number",
  PropertyNameExpected: "the name of a member is missing here, in double quotes",
  ValueExpected: "a value is missing here",
  ColonExpected: "a colon is missing here",
  CommaExpected: "a comma or a closing bracket is missing here",
  CloseBraceExpected: "a closing brace is missing here",
  CloseBracketExpected: "a closing bracket is missing here",
  EndOfFileExpected: "the text continues here after the end of the value",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfComment: "JSON has no comments",
  UnexpectedEndOfString: "this string does not end on its line",
  UnexpectedEndOfNumber: "this is not a number",
  InvalidUnicode: "this is not an escape in a string",
  InvalidEscapeCharacter: "this is not an escape in a string",
  InvalidCharacter: "this character must be escaped in a string",
};
