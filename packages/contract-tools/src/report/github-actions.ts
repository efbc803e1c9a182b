import type { Diagnostic } from "../source/diagnostic.ts";

/**
 * Workflow commands, which GitHub shows at the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubActions(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(command).join("");
}

function command({ severity, file, line, column, rule, message, fix }: Diagnostic): string {
  const place = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`;
  return `::${severity} ${place}::${data(fix === undefined ? message : `${message}\nfix: ${fix}`)}\n`;
}

const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
