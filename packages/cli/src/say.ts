import { printableJson, printableLines } from "@tributary/contract/printable";

/** Writes a text for people, on standard error unless told otherwise: what a terminal would obey or hide in it is spelled out. */
export function say(text: string, stream: NodeJS.WritableStream = process.stderr): void {
  stream.write(printableLines(text));
}

/** Writes a JSON document on standard output, with such characters as JSON spells them. */
export function sayJson(value: unknown, indent?: number): void {
  process.stdout.write(printableJson(`${JSON.stringify(value, null, indent)}\n`));
}
