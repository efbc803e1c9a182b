import { selectPath } from "../events/inputs/json-path.ts";

/**
 * The value at a path in a pipe's event; undefined if it does not exist. Text that is JSON is looked into, as Pipes do with
 * message bodies. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function valueAt(event: unknown, path: string): unknown {
  return selectPath(event, path, opened);
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
