import { printable } from "@tributary/contract/printable";
import { isObject } from "@tributary/contract-tools/json-pointer";

/**
 * What a function wrote, for the terminal of who develops it: each line with the function's name before it, a line of
 * Powertools' logger as its level, its message and its own fields. It goes nowhere else, as it may hold what the function got.
 */
export function logText(name: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  return lines.map(line => `${printable(name)} | ${printable(readable(line))}`.trimEnd()).join("\n");
}

/** Fields of every line, which say nothing new here. https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
const USUAL =
  /^(?:level|message|timestamp|service|sampling_rate|xray_trace_id|cold_start|function_(?:arn|memory_size|name|request_id))$/;

function readable(line: string): string {
  const logged = parsed(line);
  if (typeof logged?.level !== "string" || typeof logged.message !== "string") return line;
  const own = Object.entries(logged).filter(([field]) => !USUAL.test(field));
  const fields = own.map(([field, value]) => `${field}=${JSON.stringify(value)}`);
  return [logged.level, logged.message, ...fields].join(" ");
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
