import { ExactDecimal } from "./exact-decimal.ts";

/** What may be a number, outside of a string or in one, that a double writes otherwise. A quick look, most texts have none. */
const CANDIDATE = /[:[,]\s*(-?\d+\.\d+|-?\d+(?:\.\d+)?[eE][+-]?\d+|-?\d{16,}|-0)(?=\s*[,}\]])/g;
const NUMBER = /[\d.eE+-]+/y;

/**
 * The value of a JSON text, as `JSON.parse` gives it, with an `ExactDecimal` for every number that a double does not write
 * back as it was: `JSON.stringify` of the value has the same numbers as the text. For all JSON with FHIR in it that is
 * written again. Throws what `JSON.parse` throws, and takes about its time where no number would lose a digit.
 */
export function parseFhirJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Nothing precedes a number that is the whole text.
  if (typeof value === "number") return isExact(text.trim()) ? value : new ExactDecimal(text.trim());
  if (!mayLose(text)) return value;
  const quoted = quoteInexact(text);
  return quoted === text ? value : restore(value, JSON.parse(quoted));
}

function mayLose(text: string): boolean {
  for (const [, number = ""] of text.matchAll(CANDIDATE)) if (!isExact(number)) return true;
  return false;
}

function isExact(number: string): boolean {
  return String(Number(number)) === number;
}

/** The text with quotation marks around every number that a double writes otherwise. */
function quoteInexact(text: string): string {
  let result = "";
  let taken = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at;
      const [number = ""] = NUMBER.exec(text) ?? [];
      const end = at + number.length;
      if (!isExact(number)) {
        result += `${text.slice(taken, at)}"${number}"`;
        taken = end;
      }
      at = end;
    } else at++;
  }
  return result + text.slice(taken);
}

/** The place behind the string that starts there. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === 0x5c) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
}

/** The value with an exact decimal wherever it has a number and `quoted`, its like, a string. Nests as deep as it likes. */
function restore(value: unknown, quoted: unknown): unknown {
  const open: unknown[] = [value, quoted];
  while (open.length > 0) {
    const like = open.pop() as Record<string, unknown>;
    const target = open.pop() as Record<string, unknown>;
    for (const key of Object.keys(target)) {
      const one = target[key];
      if (typeof one === "object" && one !== null) open.push(one, like[key]);
      else if (typeof one === "number" && typeof like[key] === "string") target[key] = new ExactDecimal(like[key]);
    }
  }
  return value;
}
