import { ofType } from "../find.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";
import { valuesAt } from "../values-at.ts";

const page = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";

/** How many of one thing another may have; AWS raises some on request. */
const quotas = {
  targetsOfRule: 5,
  rulesOfBus: 300,
  indexesOfTable: 20,
  variableBytes: 4_096,
  policyCharacters: 10_240,
};

/** Counts and sizes over several resources, or several inputs of one. */
export const withinQuotas: DeploymentRule = resources => [
  ...tooMany(ofType(resources, "target"), ({ inputs }) => `${busOf(inputs)}/${inputs.rule}`, quotas.targetsOfRule, {
    path: "rule",
    text: (count, { inputs }) =>
      `is ${inputs.rule}, which has ${count} targets, but AWS allows ${quotas.targetsOfRule}`,
  }),
  ...tooMany(ofType(resources, "rule"), ({ inputs }) => busOf(inputs), quotas.rulesOfBus, {
    path: "eventBusName",
    text: (count, { inputs }) => `is ${busOf(inputs)}, which has ${count} rules, but AWS allows ${quotas.rulesOfBus}`,
  }),
  ...ofType(resources, "table").flatMap(indexes),
  ...ofType(resources, "function").flatMap(variables),
  ...ofType(resources, "role").flatMap(inlinePolicies),
];

const busOf = (inputs: DeployedResource["inputs"]): string => String(inputs.eventBusName ?? "default");

/** Named by the first one over the quota, so that it is one finding. */
function tooMany(
  resources: readonly DeployedResource[],
  of: (resource: DeployedResource) => string,
  most: number,
  { path, text }: { readonly path: string; readonly text: (count: number, resource: DeployedResource) => string },
): Refusal[] {
  const groups = Map.groupBy(resources, of);
  return [...groups.values()].flatMap((group): Refusal[] => {
    const resource = group[most];
    if (resource === undefined) return [];
    return [{ rule: "quota-exceeded", resource, path: [path], problem: text(group.length, resource), page }];
  });
}

function indexes(table: DeployedResource): Refusal[] {
  const { length } = valuesAt(table.inputs, "globalSecondaryIndexes.*");
  if (length <= quotas.indexesOfTable) return [];
  const problem = `has ${length} members, but AWS allows ${quotas.indexesOfTable} unless the quota is raised`;
  const page = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html";
  return [{ rule: "quota-exceeded", resource: table, path: ["globalSecondaryIndexes"], problem, page }];
}

/** Variables that Lambda sets itself. */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_NAME|FUNCTION_MEMORY_SIZE|FUNCTION_VERSION|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)|AWS_ACCESS_KEY|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;

function variables(fn: DeployedResource): Refusal[] {
  const page = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";
  const set = valuesAt(fn.inputs, "environment.variables.*");
  const refuse = (path: readonly (string | number)[], problem: string): Refusal => ({
    ...{ rule: "quota-exceeded", resource: fn, path, problem, page },
  });
  const named = set.flatMap(({ path }) => {
    const name = String(path.at(-1));
    if (RESERVED.test(name)) return [refuse(path, "is a variable that Lambda sets itself")];
    return /^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)
      ? []
      : [
          refuse(
            path,
            "has a name that AWS refuses: a letter comes first, then letters, digits and _, two in all at least",
          ),
        ];
  });
  const bytes = set.reduce(
    (sum, { path, value }) => sum + Buffer.byteLength(`${path.at(-1)}`) + Buffer.byteLength(String(value)),
    0,
  );
  if (bytes <= quotas.variableBytes) return named;
  return [
    ...named,
    refuse(["environment", "variables"], `have ${bytes} bytes together, but AWS allows ${quotas.variableBytes}`),
  ];
}

function inlinePolicies(role: DeployedResource): Refusal[] {
  const page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
  const policies = valuesAt(role.inputs, "inlinePolicies.*.policy");
  // IAM does not count white space.
  const characters = policies.reduce((sum, { value }) => sum + String(value).replace(/\s/g, "").length, 0);
  if (characters <= quotas.policyCharacters) return [];
  const problem = `have ${characters} characters together, but AWS allows ${quotas.policyCharacters}`;
  return [{ rule: "quota-exceeded", resource: role, path: ["inlinePolicies"], problem, page }];
}
