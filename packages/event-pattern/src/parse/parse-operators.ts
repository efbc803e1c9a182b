import { ipBytes, ipRange } from "./ip-address.ts";
import type { Operator } from "./operator.ts";
import { parseAnythingBut } from "./parse-anything-but.ts";
import { parseNumeric } from "./parse-numeric.ts";
import { PatternError } from "./pattern-error.ts";
import { childPointer, type ObjectNode, type PatternNode } from "./pattern-node.ts";
import { wildcardPieces } from "./wildcard.ts";

type Parse = (node: PatternNode, pointer: string) => Operator;

const PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["exactly", (node, pointer) => exact(text(node, "exact", pointer))],
  ["prefix", (node, pointer) => affix("prefix", node, pointer)],
  ["suffix", (node, pointer) => affix("suffix", node, pointer)],
  ["equals-ignore-case", (node, pointer) => ignoreCase(node, pointer)],
  ["wildcard", wildcard],
  ["numeric", parseNumeric],
  ["anything-but", parseAnythingBut],
  ["exists", exists],
  ["cidr", cidr],
]);

/** The names that mean an operator, and so cannot be field names inside `$or`. */
export const OPERATOR_NAMES: ReadonlySet<string> = new Set(PARSERS.keys());

/** The alternatives in the array that ends a path of a pattern. Throws PatternError as the service would. */
export function parseOperators(items: readonly PatternNode[], pointer: string): Operator[] {
  if (items.length === 0) throw new PatternError("Empty arrays are not allowed", pointer);
  return items.map((item, i) => {
    if (item.kind === "object") return matchExpression(item.entries, `${pointer}/${i}`);
    if (item.kind === "array") {
      throw new PatternError("Match value must be String, number, true, false, or null", `${pointer}/${i}`);
    }
    return exact(item.value);
  });
}

function matchExpression(entries: ObjectNode["entries"], pointer: string): Operator {
  const [entry] = entries;
  if (entry === undefined) throw new PatternError("Match expression name not found", pointer);
  const [name, node] = entry;
  const parse = PARSERS.get(name);
  if (parse === undefined) throw new PatternError(`Unrecognized match type ${name}`, pointer);
  const operator = parse(node, childPointer(pointer, name));
  if (entries.length > 1) {
    // The service's own wording for these two says "numeric" for both.
    const plain = name === "numeric" || (name === "anything-but" && node.kind !== "object");
    const reason = plain ? "Too many elements in numeric expression" : "Only one key allowed in match expression";
    throw new PatternError(reason, pointer);
  }
  return operator;
}

/** An IP address literal equals every other spelling of the same address. */
function exact(value: string | number | boolean | null): Operator {
  const bytes = typeof value === "string" ? ipBytes(value) : undefined;
  return bytes === undefined ? { op: "exact", value } : { op: "exact", value, ip: ipRange(bytes, 8 * bytes.length) };
}

function text(node: PatternNode, name: string, pointer: string): string {
  if (node.kind !== "string") throw new PatternError(`${name} match pattern must be a string`, pointer);
  return node.value;
}

function affix(op: "prefix" | "suffix", node: PatternNode, pointer: string): Operator {
  if (node.kind !== "object") return { op, text: text(node, op, pointer), ignoreCase: false };
  const [entry] = node.entries;
  if (entry?.[0] !== "equals-ignore-case") {
    throw new PatternError(`Unsupported ${op} pattern: ${entry?.[0] ?? "}"}`, pointer);
  }
  const folded = text(entry[1], "equals-ignore-case", childPointer(pointer, entry[0]));
  if (node.entries.length > 1) throw new PatternError("Only one key allowed in match expression", pointer);
  return { op, text: folded, ignoreCase: true };
}

function ignoreCase(node: PatternNode, pointer: string): Operator {
  return { op: "equals-ignore-case", text: text(node, "equals-ignore-case", pointer) };
}

function wildcard(node: PatternNode, pointer: string): Operator {
  const value = text(node, "wildcard", pointer);
  wildcardPieces(value, pointer);
  return { op: "wildcard", text: value };
}

function exists(node: PatternNode, pointer: string): Operator {
  if (node.kind !== "literal" || node.value === null) {
    throw new PatternError("exists match pattern must be either true or false.", pointer);
  }
  return { op: "exists", exists: node.value };
}

function cidr(node: PatternNode, pointer: string): Operator {
  // "prefix" is the service's own wording.
  const [address, mask, ...more] = text(node, "prefix", pointer).split("/");
  const fail = (reason: string): never => {
    throw new PatternError(reason, pointer);
  };
  if (address === undefined || mask === undefined || more.length > 0) return fail("Malformed CIDR, one '/' required");
  if (!/^[+-]?[0-9]+$/.test(mask)) fail("Malformed CIDR, mask bits must be an integer");
  const maskBits = Number(mask);
  if (maskBits < 0) fail("Malformed CIDR, mask bits must not be negative");
  const bytes = ipBytes(address) ?? fail(`Nonstandard IP address: ${address}`);
  // EventBridge refuses a block of one address (/32, /128).
  if (maskBits >= 8 * bytes.length) fail(`IPv${bytes.length === 4 ? 4 : 6} mask bits must be < ${8 * bytes.length}`);
  return { op: "cidr", range: ipRange(bytes, maskBits) };
}
