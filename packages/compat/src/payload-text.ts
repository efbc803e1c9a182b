import type { Json } from "./solve/outcome.ts";

const most = 2_000;

/** A payload as a message shows it: its JSON, of which one that is long only has the beginning and the end. */
export function payloadText(payload: Json): string {
  const text = JSON.stringify(payload);
  if (text.length <= most) return text;
  return `${text.slice(0, most / 2)} … ${text.slice(-most / 4)} (${text.length} characters)`;
}
