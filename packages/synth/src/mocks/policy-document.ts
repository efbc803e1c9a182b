interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly { type: string; identifiers: readonly string[] }[];
  readonly conditions?: readonly { test: string; variable: string; values: readonly string[] }[];
}

/**
 * The policy JSON that the provider's `aws_iam_policy_document` data source would compute.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyDocument(args: Readonly<Record<string, unknown>>): { id: string; json: string } {
  const statements = (args.statements ?? []) as readonly Statement[];
  const json = JSON.stringify({ Version: args.version ?? "2012-10-17", Statement: statements.map(toPolicy) });
  return { id: "policy", json };
}

function toPolicy(statement: Statement): Record<string, unknown> {
  return {
    ...(statement.sid ? { Sid: statement.sid } : {}),
    Effect: statement.effect ?? "Allow",
    ...when("Action", single(statement.actions)),
    ...when("NotAction", single(statement.notActions)),
    ...when("Resource", single(statement.resources)),
    ...when("NotResource", single(statement.notResources)),
    ...when("Principal", principals(statement)),
    ...when("Condition", conditions(statement)),
  };
}

const when = (key: string, value: unknown) => (value === undefined ? {} : { [key]: value });

const single = (values?: readonly string[]) =>
  values === undefined || values.length === 0 ? undefined : values.length === 1 ? values[0] : [...values].sort();

function principals({ principals: given }: Statement): unknown {
  if (!given?.length) return undefined;
  if (given.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return "*";
  return Object.fromEntries(given.map(({ type, identifiers }) => [type, single(identifiers)]));
}

function conditions({ conditions: given }: Statement): unknown {
  if (!given?.length) return undefined;
  const tests: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of given) {
    tests[test] ??= {};
    tests[test][variable] = single(values);
  }
  return tests;
}
