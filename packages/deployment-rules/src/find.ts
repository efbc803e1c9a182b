import type { DeployedResource } from "./refusal.ts";
import { valuesAt } from "./values-at.ts";

/** The types that rules look for, by their short names. */
export const types = {
  queue: "aws:sqs/queue:Queue",
  table: "aws:dynamodb/table:Table",
  bus: "aws:cloudwatch/eventBus:EventBus",
  archive: "aws:cloudwatch/eventArchive:EventArchive",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  pipe: "aws:pipes/pipe:Pipe",
  function: "aws:lambda/function:Function",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  role: "aws:iam/role:Role",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  trail: "aws:cloudtrail/trail:Trail",
} as const;

/** All resources of a type. */
export const ofType = (resources: readonly DeployedResource[], type: keyof typeof types): DeployedResource[] =>
  resources.filter(one => one.type === types[type]);

/** The text at a path of inputs; empty if there is none. */
export function textAt(resource: DeployedResource | undefined, path: string): string {
  const [found] = valuesAt(resource?.inputs, path);
  return typeof found?.value === "string" ? found.value : "";
}

/** The number at a path of inputs, or what it is where none is given. */
export function numberAt(resource: DeployedResource, path: string, absent: number): number {
  const [found] = valuesAt(resource.inputs, path);
  return found === undefined ? absent : Number(found.value);
}

/** The resource of a type with an ARN. */
export const byArn = (resources: readonly DeployedResource[], type: keyof typeof types, arn: unknown) =>
  ofType(resources, type).find(({ outputs }) => outputs.arn === arn && arn !== undefined && arn !== "");

/** The function that a mapping names: by name, ARN or partial ARN. */
export const functionOf = (resources: readonly DeployedResource[], mapping: DeployedResource) => {
  const named = textAt(mapping, "functionName");
  const [name = ""] = (named.split("function:").at(-1) ?? "").split(":");
  return ofType(resources, "function").find(one => one.id === name || one.inputs.name === name);
};
