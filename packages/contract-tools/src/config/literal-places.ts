import { toPointer } from "../source/json-pointer.ts";

/** An object or a list whose inside is being read, or a bracket of something else. */
interface Frame {
  readonly kind: "{" | "[" | "(";
  /** Undefined inside of what is no literal. */
  readonly pointer: string | undefined;
  name: string;
  awaitsName: boolean;
}

const token =
  /\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[\w$]+|[{}[\](),:;]|[^\s\w$]/g;

/**
 * Where each member of the configuration stands that a module exports by default, by JSON Pointer, as far as it is written as
 * a literal: spreads and calls in it hold members that nobody finds here.
 */
export function literalPlaces(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const frames: Frame[] = [];
  const start = startOf(text);
  const tokens = [...text.slice(start).matchAll(token)].filter(([each]) => !/^\/[/*]/.test(each));
  for (const [index, { 0: each, index: at }] of tokens.entries()) {
    const frame = frames.at(-1);
    const after = tokens[index + 1]?.[0];
    if (each === "{" || each === "[" || each === "(") {
      const pointer = pointerOf(frame);
      const isItem = pointer === "" || frame?.kind === "[";
      if (each !== "(" && isItem && pointer !== undefined) places.set(pointer, start + at);
      frames.push({ kind: each, pointer, name: "0", awaitsName: each === "{" });
    } else if (each === "}" || each === "]" || each === ")") {
      frames.pop();
      if (frames.length === 0) break;
    } else if (frame === undefined) {
      if (each === ";") break;
    } else if (each === ",") {
      if (frame.kind === "{") frame.awaitsName = true;
      else frame.name = String(Number(frame.name) + 1);
    } else if (frame.kind === "{" && frame.awaitsName && (after === ":" || after === "," || after === "}")) {
      frame.name = /^["']/.test(each) ? each.slice(1, -1) : each;
      frame.awaitsName = false;
      const pointer = pointerOf(frame);
      if (pointer !== undefined) places.set(pointer, start + at);
    } else if (frame.kind === "[") {
      const pointer = pointerOf(frame);
      if (pointer !== undefined && !places.has(pointer)) places.set(pointer, start + at);
    }
  }
  return places;
}

/** Parentheses around everything, as of `defineConfig`, change nothing; any others hold no literal of the configuration. */
function pointerOf(frame: Frame | undefined): string | undefined {
  if (frame === undefined) return "";
  if (frame.kind === "(") return frame.pointer === "" && frame.name === "0" ? "" : undefined;
  return frame.pointer === undefined ? undefined : frame.pointer + toPointer([frame.name]);
}

/** Where the value begins that is exported by default; a name that is exported leads to what it was given. */
function startOf(text: string): number {
  const exported = /\bexport\s+default\s+/.exec(text);
  if (exported === null) return text.length;
  const start = exported.index + exported[0].length;
  const [, name] = /^([\w$]+)\s*(?:;|satisfies\b|as\b|$)/.exec(text.slice(start)) ?? [];
  const given = name === undefined ? null : new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b[^=;]*=\\s*`).exec(text);
  return given === null ? start : given.index + given[0].length;
}
