/** How a service writes its templates. */
export interface TemplateRules {
  /** Finds an escaped character, a quote, or a variable, whose name is its one group; global. */
  readonly tokens: RegExp;
  /** Parsed JSON; undefined for a variable that led nowhere. */
  readonly value: (name: string) => unknown;
  /** What a variable that led nowhere becomes outside quotes; inside quotes it becomes nothing. */
  readonly missing: string;
  /** A value that is no text, as JSON, for use inside quotes. */
  readonly quotedJson: (json: string) => string;
}

/** Fills the variables of a template: as JSON outside quotes, as text inside them. */
export function fillVariables(template: string, { tokens, value, missing, quotedJson }: TemplateRules): string {
  let quoted = false;
  return template.replace(tokens, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    const filled = value(name);
    if (!quoted) return JSON.stringify(filled) ?? missing;
    if (filled === undefined) return "";
    return typeof filled === "string" ? escaped(filled) : quotedJson(JSON.stringify(filled));
  });
}

/** A text as it is written between quotes in JSON. */
export function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
