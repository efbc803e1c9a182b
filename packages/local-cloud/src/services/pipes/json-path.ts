/**
 * The value at a path as Pipes understand it: dots, dashes, underscores, letters and digits, array indices, `*`.
 * Undefined when there is none. Text that is JSON is looked into, as Pipes do with message bodies.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function valueAt(event: unknown, path: string): unknown {
  let values: unknown[] = [event];
  let many = false;
  for (const step of stepsOf(path)) {
    values = values.map(opened).flatMap(value => {
      if (typeof value !== "object" || value === null) return [];
      if (step === "*") return Object.values(value);
      const found: unknown = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
      return found === undefined ? [] : [found];
    });
    many ||= step === "*";
  }
  return many ? values : values[0];
}

/** Whether a parameter is a path into the event and no fixed value. */
export function isPath(text: string): boolean {
  return text.startsWith("$.");
}

function stepsOf(path: string): string[] {
  return [...path.slice(1).matchAll(/\.([^.[\]]+)|\[(?:'([^']+)'|"([^"]+)"|(\d+|\*))\]/g)].map(
    ([, plain, single, double, index]) => plain ?? single ?? double ?? index ?? "",
  );
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
