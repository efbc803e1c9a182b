import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
import type { RawPath } from "../expressions/ast.ts";
import { validationError } from "../validation-error.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { readAttributeValue } from "../values/read-attribute-value.ts";
import { isKeyword } from "./keywords.ts";
import type { Template } from "./statement.ts";
import type { Tokens } from "./tokens.ts";

/** A statement being read: its tokens, and the values met so far. */
export interface Reading {
  readonly tokens: Tokens;
  readonly values: Template[];
  parameters: number;
  depth: number;
}

/** Levels of parentheses, lists and maps in a statement; values of more than 32 levels are refused anyway. */
const DEEPEST = 100;

/** Reads what lies one level deeper. */
export function deeper<Result>(reading: Reading, read: () => Result): Result {
  if (++reading.depth > DEEPEST) throw reading.tokens.malformed("Too many levels");
  const result = read();
  reading.depth--;
  return result;
}

/** Takes a name: quoted, or a word that is no keyword. */
export function readName({ tokens }: Reading, expected = "Unexpected term"): string {
  const token = tokens.peek();
  if (token.kind === "word" && isKeyword(token.text)) throw tokens.malformed("Unexpected keyword");
  if (token.kind !== "word" && token.kind !== "quoted") throw tokens.malformed(expected);
  if (token.text === "") throw validationError("Path component cannot be an empty string");
  return tokens.next().text;
}

/** Takes a document path. */
export function readPath(reading: Reading): RawPath {
  const { tokens } = reading;
  const path: (string | number)[] = [readName(reading)];
  for (;;) {
    if (tokens.take(".")) {
      const { kind, text } = tokens.peek();
      if (kind === "word" && isKeyword(text)) throw tokens.malformed("Invalid path dot component");
      path.push(readName(reading, "Invalid path dot component"));
    } else if (tokens.take("[")) {
      if (!/^\d+$/.test(tokens.peek().text)) throw tokens.malformed("Expected a list index");
      path.push(Number(tokens.next().text));
      tokens.expect("]");
    } else return path;
  }
}

/** Whether the next token begins a value and no path. */
export function startsValue({ tokens }: Reading): boolean {
  const { kind } = tokens.peek();
  if (kind === "string" || kind === "number") return true;
  return ["?", "{", "[", "<<", "-", "TRUE", "FALSE", "NULL"].some(text => tokens.is(text));
}

/** Takes a value, and gives the name by which conditions and updates mean it. */
export function readNamedValue(reading: Reading): string {
  reading.values.push(readTemplate(reading));
  return String(reading.values.length - 1);
}

/** Takes a value. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html */
export function readTemplate(reading: Reading): Template {
  const { tokens } = reading;
  if (tokens.take("?")) return { kind: "parameter", index: reading.parameters++ };
  if (tokens.take("{")) return folded({ kind: "map", members: deeper(reading, () => readMembers(reading)) });
  if (tokens.take("[")) {
    const members = tokens.is("]") ? [] : deeper(reading, () => readList(reading, () => readTemplate(reading)));
    tokens.expect("]");
    return folded({ kind: "list", members });
  }
  if (tokens.take("<<")) return constant(readSet(reading));
  return constant(readScalar(tokens));
}

/** Takes one or more of something, with commas between them. */
export function readList<Member>({ tokens }: Reading, read: () => Member): Member[] {
  const members = [read()];
  while (tokens.take(",")) members.push(read());
  return members;
}

function readMembers(reading: Reading): Map<string, Template> {
  const { tokens } = reading;
  const members = new Map<string, Template>();
  const member = () => {
    const key = tokens.peek();
    if (key.kind !== "string") throw tokens.malformed("Tuple keys must be of type String");
    if (members.has(key.text)) throw tokens.invalid("Duplicate keys in tuple", key);
    tokens.next();
    tokens.expect(":");
    members.set(key.text, readTemplate(reading));
  };
  if (!tokens.is("}")) readList(reading, member);
  tokens.expect("}");
  return members;
}

function readSet(reading: Reading): AttributeValue {
  const { tokens } = reading;
  if (tokens.is(">>")) throw validationError("Empty bags are not supported");
  const members = readList(reading, () => {
    const token = tokens.peek();
    const scalar = startsValue(reading) && !tokens.is("?") ? readScalar(tokens) : undefined;
    if (scalar && ("S" in scalar || "N" in scalar)) return scalar;
    throw tokens.invalid(
      "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
      token,
    );
  });
  tokens.expect(">>");
  const texts = members.flatMap(member => ("S" in member ? [member.S] : []));
  const numbers = members.flatMap(member => ("N" in member ? [member.N] : []));
  if (texts.length > 0 && numbers.length > 0)
    throw validationError("Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
  return texts.length > 0 ? { SS: texts } : { NS: numbers };
}

function readScalar(tokens: Tokens): AttributeValue {
  const sign = tokens.take("-") ? "-" : "";
  const { kind, text } = tokens.peek();
  if (kind === "number") {
    tokens.next();
    return { N: sign + text };
  }
  if (sign !== "") throw tokens.malformed("Unexpected term");
  if (kind === "string") return { S: tokens.next().text };
  if (tokens.take("TRUE")) return { BOOL: true };
  if (tokens.take("FALSE")) return { BOOL: false };
  if (tokens.take("NULL")) return { NULL: true };
  if (tokens.is("MISSING")) throw validationError("MISSING must be compared using IS operator");
  throw tokens.malformed(kind === "word" ? "Unexpected keyword" : "Unexpected term");
}

/** A value in its canonical form, read once for all the times that the statement is sent. */
function constant(value: GivenValue): Template {
  return { kind: "constant", value: readAttributeValue(value) };
}

/** The same without parts, when none of them is a parameter. */
function folded(template: Template & { kind: "list" | "map" }): Template {
  const members = [...template.members.values()];
  if (!members.every(member => member.kind === "constant")) return template;
  if (template.kind === "list") return constant({ L: members.map(member => member.value) });
  const names = [...template.members.keys()];
  return constant({ M: Object.fromEntries(names.map((name, at) => [name, members[at]?.value as GivenValue])) });
}
