import { decide } from "@tributary/iam-policy/decide";
import type { Policy } from "@tributary/iam-policy/policy";
import { byArn, ofType, textAt } from "../find.ts";
import { readPolicy } from "../read-policy.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";

/** A use of a key by a service, and where the program asks for it. */
interface Use {
  readonly resource: DeployedResource;
  readonly input: string;
  readonly key: DeployedResource | undefined;
  readonly service: string;
  readonly actions: readonly string[];
  readonly context: Readonly<Record<string, string>>;
  readonly page: string;
  readonly isSilent?: true;
}

/** A key lets the services use it that are to encrypt with it, or to send to what is encrypted with it. */
export const keyPolicy: DeploymentRule = resources => {
  const policies = new Map(ofType(resources, "key").map(key => [key, readPolicy(key.inputs.policy, "resource")]));
  const lacking = uses(resources).flatMap(use => {
    const missing = use.key === undefined ? [] : denied(use.key, policies.get(use.key), use);
    return use.key === undefined || missing.length === 0 ? [] : [{ ...use, key: use.key, missing }];
  });
  // One statement mends them all.
  const groups = Map.groupBy(lacking, ({ key, service, isSilent }) => [key.id, service, isSilent].join("\n"));
  return [...groups.values()].flatMap(([first, ...others]): Refusal[] => {
    if (first === undefined) return [];
    const { key, service, page, isSilent } = first;
    const actions = [...new Set([first, ...others].flatMap(({ missing }) => missing))];
    const users = `${first.resource.name}${others.length > 0 ? ` and ${others.length} more` : ""}`;
    const problem = `does not give ${service} ${actions.join(", ")} for ${first.input} of ${users}`;
    return [
      { rule: "key-not-for-service", resource: key, path: ["policy"], problem, page, ...(isSilent && { isSilent }) },
    ];
  });
};

function uses(resources: readonly DeployedResource[]): Use[] {
  const keyOf = (resource: DeployedResource | undefined, input: string) => keyNamed(resources, textAt(resource, input));
  const send = ["kms:GenerateDataKey", "kms:Decrypt"];
  const silent = { actions: send, isSilent: true } as const;
  return [
    ...ofType(resources, "logGroup").map(group => ({
      ...{ resource: group, input: "kmsKeyId", key: keyOf(group, "kmsKeyId") },
      service: `logs.${regionOf(group)}.amazonaws.com`,
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
      context: { "kms:encryptioncontext:aws:logs:arn": String(group.outputs.arn).replace(/:\*$/, "") },
      page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    })),
    ...ofType(resources, "trail").map(trail => ({
      ...{ resource: trail, input: "kmsKeyId", key: keyOf(trail, "kmsKeyId") },
      ...{ service: "cloudtrail.amazonaws.com", actions: ["kms:GenerateDataKey"] },
      context: {
        "aws:sourcearn": String(trail.outputs.arn),
        "kms:encryptioncontext:aws:cloudtrail:arn": String(trail.outputs.arn),
      },
      page: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
    })),
    ...ofType(resources, "bus").map(bus => ({
      ...{ resource: bus, input: "kmsKeyIdentifier", key: keyOf(bus, "kmsKeyIdentifier") },
      ...{ service: "events.amazonaws.com", actions: ["kms:DescribeKey", ...send] },
      context: {
        "aws:sourcearn": String(bus.outputs.arn),
        "kms:encryptioncontext:aws:events:event-bus:arn": String(bus.outputs.arn),
      },
      page: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html",
    })),
    // EventBridge takes these, and then delivers nothing.
    ...ofType(resources, "target").flatMap(target => {
      const rule = ofType(resources, "rule").find(
        one => one.inputs.name === target.inputs.rule && busOf(one) === busOf(target),
      );
      return ["arn", "deadLetterConfig.arn"].map(input => ({
        ...{ resource: target, input, ...silent, service: "events.amazonaws.com" },
        key: keyOf(byArn(resources, "queue", textAt(target, input)), "kmsMasterKeyId"),
        context: { "aws:sourcearn": String(rule?.outputs.arn) },
        page: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html",
      }));
    }),
    ...ofType(resources, "alarm").flatMap(alarm =>
      ((alarm.inputs.alarmActions ?? []) as readonly unknown[]).map((topic, index) => ({
        ...{ resource: alarm, input: `alarmActions.${index}`, ...silent, service: "cloudwatch.amazonaws.com" },
        key: keyOf(
          resources.find(one => one.type === "aws:sns/topic:Topic" && one.outputs.arn === topic),
          "kmsMasterKeyId",
        ),
        context: { "aws:sourcearn": String(alarm.outputs.arn) },
        page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
      })),
    ),
  ];
}

const busOf = ({ inputs }: DeployedResource): string => String(inputs.eventBusName ?? "default");
const regionOf = ({ outputs }: DeployedResource): string => String(outputs.arn).split(":")[3] ?? "";

/** A key of the program by ARN, id or alias. */
function keyNamed(resources: readonly DeployedResource[], name: string): DeployedResource | undefined {
  if (name === "") return undefined;
  const keys = ofType(resources, "key");
  const alias = ofType(resources, "alias").find(one => [one.inputs.name, one.outputs.arn].includes(name));
  const id = alias === undefined ? name : textAt(alias, "targetKeyId");
  return keys.find(one => one.id === id || one.outputs.arn === id);
}

/** A key without a policy has AWS's own, which gives services nothing. */
function denied(key: DeployedResource, policy: Policy | undefined, { service, actions, context }: Use): string[] {
  if (policy === undefined && key.inputs.policy !== undefined) return [];
  const resource = String(key.outputs.arn);
  const account = resource.split(":")[4] ?? "";
  const request = {
    ...{ principal: { kind: "service" as const, name: service }, resource, account },
    context: { "aws:sourceaccount": account, ...context },
  };
  const inForce = { identity: [], ...(policy && { resource: policy }), isResourceStrict: true };
  return actions.filter(action => decide({ ...request, action }, inForce).verdict !== "allowed");
}
