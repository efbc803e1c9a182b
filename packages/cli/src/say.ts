import { printableJson, printableLines } from "@tributary/contract/printable";

/** Writes a text for people, by default on standard error. Spells out characters that a terminal would obey or hide. */
export function say(text: string, stream: NodeJS.WritableStream = process.stderr): void {
  stream.write(printableLines(text));
}

/** Writes a JSON document on standard output, with such characters escaped. */
export function sayJson(value: unknown, indent?: number): void {
  process.stdout.write(printableJson(`${JSON.stringify(value, null, indent)}\n`));
}
