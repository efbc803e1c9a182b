import type { RequestContext } from "../evaluate/access-request.ts";

/**
 * A text with its policy variables filled in, of which `literal` gives what stands outside variables. Undefined where a
 * variable has neither a value nor a default: then nothing matches.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillVariables(
  text: string,
  context: RequestContext,
  literal: (text: string) => string = outside => outside,
): string | undefined {
  let filled = "";
  let end = 0;
  for (const { 0: whole, 1: special, 2: key = "", 3: otherwise, index } of text.matchAll(VARIABLE)) {
    const value = special ?? context[key.trim().toLowerCase()] ?? otherwise;
    // A key with several values cannot be a variable.
    if (typeof value !== "string") return undefined;
    filled += literal(text.slice(end, index)) + value;
    end = index + whole.length;
  }
  return filled + literal(text.slice(end));
}

/** `${*}`, `${?}` and `${$}` are these characters; others are condition keys, which may have a default: `${aws:PrincipalTag/team, 'none'}`. */
const VARIABLE = /\$\{(?:([*?$])|([^},]*)(?:,\s*'([^']*)')?\s*)\}/g;
