import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { finding } from "./finding.ts";
import { ofRule, ruleCatalogue, ruleInfo } from "./rule-catalogue.ts";

/** A remark in a file that a finding is meant to be: which rule, why, and which findings it covers. */
interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly at: Diagnostic;
  covers(diagnostic: Diagnostic): boolean;
}

const remark = /tributary-ignore\s+([\w-]+)(?:\s*:\s*(.*))?/;

/**
 * The diagnostics without those that a remark in their file suppresses. In YAML it is a comment on the line or on those
 * right above it, `# tributary-ignore <rule>: <reason>`; in JSON a `$comment` of the same words, which covers what stands
 * beside and below it. One without a reason, or that suppresses nothing, is a finding itself.
 * Rules that only a graph breaks are not expected to find anything without one.
 */
export function applySuppressions(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
  withGraph: boolean,
): Diagnostic[] {
  const suppressions = files.flatMap(file => (file.path.endsWith(".json") ? inJson(file) : inYaml(file)));
  const used = new Set<Suppression>();
  const kept = diagnostics.filter(each => {
    const covering = suppressions.filter(
      suppression => suppression.rule === each.rule && suppression.covers(each) && isAllowed(suppression),
    );
    for (const suppression of covering) used.add(suppression);
    return covering.length === 0;
  });
  const isIdle = ({ rule }: Suppression) => !withGraph && ruleInfo(rule).needsGraph === true;
  const about = suppressions.flatMap(each => (used.has(each) || (each.reason && isIdle(each)) ? [] : remarkOn(each)));
  return [...kept, ...about];
}

const isAllowed = ({ rule, reason }: Suppression) => reason !== "" && ruleInfo(rule).firm !== true;

function remarkOn({ rule, reason, at }: Suppression): Diagnostic[] {
  if (!Object.hasOwn(ruleCatalogue, rule)) return [{ ...at, message: `there is no rule ${rule}` }];
  if (ruleInfo(rule).firm === true) return [{ ...at, message: `${rule} cannot be suppressed` }];
  if (reason !== "")
    return [{ ...at, message: `there is no finding of ${rule} to suppress here`, fix: "remove the comment" }];
  const message = `${rule} is suppressed without a reason`;
  return [{ ...at, ...ofRule("suppression-without-reason"), message, fix: `write ": <reason>" after it` }];
}

function inYaml(file: SourceFile): Suppression[] {
  const lines = file.text.split(/\r?\n/);
  return lines.flatMap((text, index) => {
    const [whole, rule = "", reason = ""] = new RegExp(`(?:^|\\s)#\\s*${remark.source}`).exec(text) ?? [];
    if (whole === undefined) return [];
    const own = text.slice(0, text.indexOf(whole)).trim() !== "";
    // The first line below that is no comment, and no blank.
    const below = lines.findIndex((each, at) => at > index && !/^\s*(#|$)/.test(each));
    const line = own ? index + 1 : below + 1;
    const at = finding("suppression-unused", file, "", "");
    const { pointer: _pointer, ...place } = { ...at, line: index + 1, column: text.indexOf("#") + 1 };
    return [{ rule, reason: reason.trim(), at: place, covers: each => each.file === file.path && each.line === line }];
  });
}

function inJson(file: SourceFile): Suppression[] {
  const found: Suppression[] = [];
  visit(file.value, []);
  return found;

  function visit(value: unknown, path: readonly (string | number)[]) {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    if (!isObject(value)) return;
    const [, rule, reason = ""] = remark.exec(typeof value.$comment === "string" ? value.$comment : "") ?? [];
    if (rule !== undefined) {
      const around = toPointer(path);
      const at = finding("suppression-unused", file, `${around}/$comment`, "");
      const covers = ({ file: of, pointer = "" }: Diagnostic) =>
        of === file.path && (pointer === around || pointer.startsWith(`${around}/`));
      found.push({ rule, reason: reason.trim(), at, covers });
    }
    for (const [name, item] of Object.entries(value)) visit(item, [...path, name]);
  }
}
