import { at, type Guardrail, resources } from "./graph-view.ts";
import { type Statement, statements } from "./statements.ts";

/** The wildcards that cannot be avoided, each with its reason. */
const unavoidable: readonly { reason: string; holds: (statement: Statement, value: string) => boolean }[] = [
  {
    reason: "in a key policy, the resource `*` is this key and no other",
    holds: ({ kind }, value) => kind === "key" && value === "*",
  },
  {
    reason: "a key that the account cannot administer is lost: the account's own statement, as AWS creates it",
    holds: ({ kind, principal }, value) =>
      kind === "key" && value === "kms:*" && /:root$/.test(String(at(principal, "AWS"))),
  },
  { reason: "log streams of one log group", holds: (_, value) => /:log-group:[^*]+:\*$/.test(value) },
  { reason: "objects of one bucket", holds: (_, value) => /^arn:aws:s3:::[^*]+\/\*$/.test(value) },
  {
    reason: "ListStreams names no stream, only its table",
    holds: (_, value) => /:table\/[^*]+\/stream\/\*$/.test(value),
  },
];

/** No Allow has a wildcard action, resource or principal; no role has a policy managed by AWS. */
export const noWildcards: Guardrail = graph => [
  ...statements(graph)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(statement => [
      ...[...statement.actions, ...statement.resources]
        .filter(value => value.includes("*") && !unavoidable.some(({ holds }) => holds(statement, value)))
        .map(value => `${statement.owner}: allows ${value}`),
      ...(JSON.stringify(statement.principal ?? "").includes("*") ? [`${statement.owner}: allows any principal`] : []),
    ]),
  ...resources(graph, "Role").flatMap(({ name, inputs }) =>
    ((inputs.managedPolicyArns ?? []) as string[]).map(arn => `${name}: has the managed policy ${arn}`),
  ),
];
