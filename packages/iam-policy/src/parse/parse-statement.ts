import { completeArn } from "../match/arn.ts";
import { parseConditions } from "./parse-conditions.ts";
import { parsePrincipals } from "./parse-principals.ts";
import type { Listed, PolicyKind, Statement } from "./policy.ts";
import { isObject, type Report, readTexts } from "./read-values.ts";

/** What a statement is read with. */
interface StatementOptions {
  readonly index: number;
  readonly kind: PolicyKind;
  readonly hasVariables: boolean;
  readonly report: Report;
}

const elements = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"],
  ...["Resource", "NotResource", "Condition"],
];

/** A statement, as far as it can be read; undefined for what is none. Every fault is reported. */
export function parseStatement(value: unknown, options: StatementOptions): Statement | undefined {
  const { index, kind, hasVariables, report } = options;
  if (!isObject(value)) {
    report("", "a statement is a JSON object.");
    return undefined;
  }
  for (const key of Object.keys(value))
    if (!elements.includes(key)) report(`/${key}`, "a statement has no such element.");
  const { Sid: sid, Effect: effect } = value;
  if (sid !== undefined && typeof sid !== "string") report("/Sid", "it must be a string.");
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
  else if (kind === "identity" && sid !== undefined && !/^[A-Za-z0-9]*$/.test(sid))
    report("/Sid", "in the policy of an identity it has letters and digits alone.");
  if (effect !== "Allow" && effect !== "Deny") report("/Effect", "it must be Allow or Deny.");
  const principals = parsePrincipals(value, options);
  const actions = listed(value, "Action", report, actionFault);
  const given = listed(value, "Resource", report, resourceFault);
  const resources = kind === "identity" && given ? { ...given, values: given.values.map(completeArn) } : given;
  if (actions === undefined) report("", "a statement needs Action or NotAction.");
  if (kind === "trust" && resources) report("", "a trust policy has no Resource: it is about its role.");
  if (kind !== "trust" && !resources) report("", "a statement needs Resource or NotResource.");
  return {
    index,
    ...(typeof sid === "string" && sid !== "" ? { sid } : {}),
    effect: effect === "Deny" ? "Deny" : "Allow",
    ...(principals && { principals }),
    actions: actions ?? { isNegated: false, values: [] },
    ...(resources && { resources }),
    conditions: parseConditions(value.Condition, report),
    hasVariables,
  };
}

/** An element or its negation; both are one too many. */
function listed(
  statement: Readonly<Record<string, unknown>>,
  element: "Action" | "Resource",
  report: Report,
  fault: (text: string) => string | undefined,
): Listed<readonly string[]> | undefined {
  const isNegated = statement[element] === undefined;
  const name = isNegated ? `Not${element}` : element;
  if (!isNegated && statement[`Not${element}`] !== undefined)
    report(`/Not${element}`, `a statement has ${element} or Not${element}, not both.`);
  if (statement[name] === undefined) return undefined;
  return { isNegated, values: readTexts(statement[name], `/${name}`, report, fault) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
const actionFault = (action: string): string | undefined =>
  action === "*" || /^[^:*?\s]+:[^:\s]+$/.test(action)
    ? undefined
    : "an action is `*`, or a service and a name: sqs:Send*.";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
const resourceFault = (resource: string): string | undefined =>
  resource === "*" || /^arn:[^:]+:[^:]+/.test(resource) ? undefined : "a resource is `*` or an ARN: arn:aws:sqs:….";
