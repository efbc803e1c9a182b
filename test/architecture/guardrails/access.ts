import { at, type Guardrail, resources } from "./graph-view.ts";
import { type Statement, statements } from "./policies.ts";

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

/** No Allow names a wildcard action or resource, or any principal; no role has a policy that AWS manages. */
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

/** Who may publish may publish only named events of named sources on one bus. */
export const publishingIsConditioned: Guardrail = graph => {
  const buses = resources(graph, "EventBus").map(({ outputs }) => outputs.arn);
  return statements(graph)
    .filter(({ kind, actions }) => kind === "role" && actions.some(action => /^events:(PutEvents|\*)$/.test(action)))
    .filter(({ resources: on, condition }) => {
      const equals = at(condition, "StringEquals") as Record<string, unknown> | undefined;
      return !(on.length === 1 && buses.includes(on[0]) && equals?.["events:source"] && equals["events:detail-type"]);
    })
    .map(({ owner }) => `${owner}: may publish without conditions on source and detail-type`);
};

/** Roles are assumed by one service, not by the account; services get access on behalf of something of ours only, by its ARN. */
export const servicesActForUsOnly: Guardrail = graph =>
  statements(graph)
    .filter(({ kind, effect }) => effect === "Allow" && kind !== "role")
    .flatMap(({ owner, kind, principal, condition }) => {
      const service = at(principal, "Service");
      if (kind === "trust" && at(principal, "AWS")) return [`${owner}: may be assumed by the account`];
      // Lambda passes no source to the trust of a function's role.
      if (service === undefined || service === "lambda.amazonaws.com") return [];
      // CloudWatch Logs names the log group in the encryption context.
      return /"(aws:SourceArn|kms:EncryptionContext:aws:logs:arn)":/.test(JSON.stringify(condition ?? ""))
        ? []
        : [`${owner}: ${service} may act for others`];
    });
