import { decide } from "@tributary/iam-policy/decide";
import { byArn, ofType, textAt } from "../find.ts";
import { readPolicy } from "../read-policy.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";

const page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";

/** The service that acts as a role, by the type and the input that names the role; a target is taken, and never served. */
const acting = [
  ["function", "role", "lambda.amazonaws.com"],
  ["pipe", "roleArn", "pipes.amazonaws.com"],
  ["target", "roleArn", "events.amazonaws.com"],
] as const;

/** A role trusts the service that is to act as it. */
export const roleTrust: DeploymentRule = resources =>
  acting.flatMap(([type, input, service]) =>
    ofType(resources, type).flatMap((one): Refusal[] => {
      const role = byArn(resources, "role", textAt(one, input));
      if (role === undefined || trusts(role, one, service)) return [];
      const problem = `is ${role.name}, whose assumeRolePolicy does not let ${service} assume it`;
      const silent = type === "target" ? { isSilent: true as const } : {};
      return [{ rule: "role-not-trusting", resource: one, path: [input], problem, page, ...silent }];
    }),
  );

function trusts(role: DeployedResource, by: DeployedResource, service: string): boolean {
  const trust = readPolicy(role.inputs.assumeRolePolicy, "trust");
  // One that IAM refuses is reported by whoever reads policies.
  if (trust === undefined) return true;
  const arn = String(role.outputs.arn);
  const account = arn.split(":")[4] ?? "";
  const context: Record<string, string> = { "aws:sourceaccount": account };
  if (typeof by.outputs.arn === "string") context["aws:sourcearn"] = by.outputs.arn;
  const request = {
    ...{ principal: { kind: "service" as const, name: service }, action: "sts:AssumeRole", resource: arn, account },
    context,
  };
  return (
    decide(request, { identity: [], resource: trust, isResourceStrict: true }).verdict === "allowed" || isNarrow(role)
  );
}

/** A trust with conditions on what is not known here may hold on AWS. */
const isNarrow = ({ inputs }: DeployedResource): boolean =>
  JSON.stringify(inputs.assumeRolePolicy).includes("Condition");
