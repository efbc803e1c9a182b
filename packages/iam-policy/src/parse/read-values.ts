/** Hears of a fault at a JSON Pointer below the element that is read. */
export type Report = (pointer: string, message: string) => void;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The texts of an element that may be one or a list of them, at least one; anything else is reported. */
export function readTexts(
  value: unknown,
  pointer: string,
  report: Report,
  fault?: (text: string) => string | undefined,
) {
  const texts = [value].flat();
  if (texts.length === 0) report(pointer, "it is empty.");
  return texts.filter((text, index): text is string => {
    const at = Array.isArray(value) ? `${pointer}/${index}` : pointer;
    if (typeof text !== "string") report(at, "it must be a string.");
    else {
      const found = fault?.(text);
      if (found !== undefined) report(at, found);
    }
    return typeof text === "string";
  });
}
