import { parseStatement } from "./parse-statement.ts";
import type { Policy, PolicyKind, Statement } from "./policy.ts";
import { PolicyError, type PolicyFault } from "./policy-error.ts";
import { isObject } from "./read-values.ts";

/**
 * The policy in a JSON text. Throws a `PolicyError` that lists, by JSON Pointer, everything that IAM would refuse.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(
  text: string,
  { name, kind }: { readonly name: string; readonly kind: PolicyKind },
): Policy {
  const faults: PolicyFault[] = [];
  const document = parseJson(text, name);
  if (!isObject(document)) throw new PolicyError(name, [{ pointer: "", message: "a policy is a JSON object." }]);
  for (const key of Object.keys(document))
    if (!["Version", "Id", "Statement"].includes(key))
      faults.push({ pointer: `/${key}`, message: "a policy has no such element." });
  const version = document.Version ?? OLD_VERSION;
  if (version !== NEW_VERSION && version !== OLD_VERSION)
    faults.push({ pointer: "/Version", message: `it must be ${NEW_VERSION} or ${OLD_VERSION}.` });
  if (document.Statement === undefined) faults.push({ pointer: "/Statement", message: "a policy needs a statement." });
  const isList = Array.isArray(document.Statement);
  const statements = [document.Statement ?? []].flat().flatMap((statement, index): Statement[] => {
    const report = (pointer: string, message: string) =>
      faults.push({ pointer: `/Statement${isList ? `/${index}` : ""}${pointer}`, message });
    const read = parseStatement(statement, { index, kind, hasVariables: version === NEW_VERSION, report });
    return read === undefined ? [] : [read];
  });
  for (const { sid, index } of statements)
    if (sid !== undefined && statements.findIndex(other => other.sid === sid) !== index)
      faults.push({ pointer: `/Statement/${index}/Sid`, message: "another statement has the same Sid." });
  if (faults.length > 0) throw new PolicyError(name, faults);
  return { name, statements };
}

/** A document without a version has the older one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
const OLD_VERSION = "2008-10-17";
const NEW_VERSION = "2012-10-17";

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyError(name, [{ pointer: "", message: "the policy is not valid JSON." }], { cause });
  }
}
