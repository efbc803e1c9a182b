import type { RequestContext } from "@tributary/iam-policy/access-request";
import { parseJson } from "../../kernel/parse-json.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { busName, DEFAULT_BUS, eventsArn, ruleArn } from "../../services/events/event-arns.ts";
import { type AccessRule, type Loose, listIn, passRole } from "./access.ts";

const onRule = ["DescribeRule", "DeleteRule", "DisableRule", "EnableRule"];
const onTargets = ["ListTargetsByRule", "RemoveTargets"];
const onBus = ["CreateEventBus", "DeleteEventBus", "DescribeEventBus", "UpdateEventBus"];
const onArchive = ["DeleteArchive", "DescribeArchive", "UpdateArchive"];
const onReplay = ["CancelReplay", "DescribeReplay"];
const onNothing = [
  "ListArchives",
  "ListEventBuses",
  "ListReplays",
  "ListRuleNamesByTarget",
  "ListRules",
  "TestEventPattern",
];

/**
 * What EventBridge's operations need: PutEvents for each of its entries by itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export const eventsAccess: Readonly<Record<string, AccessRule>> = {
  ...each(onRule, name => (input: Loose, context) => [
    { action: `events:${name}`, resource: ruleOf(context, input.EventBusName, input.Name) },
  ]),
  ...each(onTargets, name => (input: Loose, context) => [
    { action: `events:${name}`, resource: ruleOf(context, input.EventBusName, input.Rule) },
  ]),
  ...each(onBus, name => (input: Loose, context) => [
    { action: `events:${name}`, resource: busOf(context, input.Name) },
  ]),
  ...each(onArchive, name => (input: Loose, context) => [
    { action: `events:${name}`, resource: eventsArn(context, `archive/${input.ArchiveName}`) },
  ]),
  ...each(onReplay, name => (input: Loose, context) => [
    { action: `events:${name}`, resource: eventsArn(context, `replay/${input.ReplayName}`) },
  ]),
  ...each(onNothing, name => () => [{ action: `events:${name}`, resource: "*" }]),
  ...each(["TagResource", "UntagResource", "ListTagsForResource"], name => (input: Loose) => [
    { action: `events:${name}`, resource: String(input.ResourceARN ?? "*") },
  ]),
  CreateArchive: (input: Loose, context) => [
    { action: "events:CreateArchive", resource: busOf(context, input.EventSourceArn) },
    { action: "events:CreateArchive", resource: eventsArn(context, `archive/${input.ArchiveName}`) },
  ],
  PutEvents: (input: Loose, context) => {
    // Entries of one bus, source and detail-type are decided as one; a request has ten at most.
    const distinct: Loose[] = [];
    for (const entry of listIn(input.Entries))
      if (distinct.length >= 10 || !distinct.some(one => isAlike(one, entry))) distinct.push(entry);
    return distinct.map(entry => ({
      action: "events:PutEvents",
      resource: busOf(context, entry.EventBusName),
      context: {
        ...(typeof entry.Source === "string" && { "events:source": entry.Source }),
        ...(typeof entry.DetailType === "string" && { "events:detail-type": entry.DetailType }),
      },
    }));
  },
  StartReplay: (input: Loose, context) => [
    { action: "events:StartReplay", resource: archiveOf(context, input.EventSourceArn) },
    { action: "events:StartReplay", resource: eventsArn(context, `replay/${input.ReplayName}`) },
  ],
  PutPermission: onBusNamed("PutPermission"),
  RemovePermission: onBusNamed("RemovePermission"),
  PutRule: (input: Loose, context) => [
    {
      ...{ action: "events:PutRule", resource: ruleOf(context, input.EventBusName, input.Name) },
      context: patternKeys(input.EventPattern),
    },
    ...passRole(input.RoleArn, "events.amazonaws.com"),
  ],
  PutTargets: (input: Loose, context) => [
    {
      ...{ action: "events:PutTargets", resource: ruleOf(context, input.EventBusName, input.Rule) },
      context: { "events:targetarn": textsIn(listIn(input.Targets).map(({ Arn }) => Arn)) },
    },
    ...listIn(input.Targets).flatMap(({ RoleArn }) => passRole(RoleArn, "events.amazonaws.com")),
  ],
};

/** The sources and detail-types that a pattern asks for by name; none where it asks for them in another way. */
function patternKeys(text: unknown): RequestContext {
  const pattern = parseJson(String(text)) as Loose | null | undefined;
  const keys = ["source", "detail-type"].map(name => [`events:${name}`, pattern?.[name]] as const);
  return Object.fromEntries(
    keys.flatMap(([key, values]) => {
      const names = textsIn(values);
      return Array.isArray(values) && names.length === values.length && names.length > 0 ? [[key, names]] : [];
    }),
  );
}

function textsIn(values: unknown): string[] {
  return Array.isArray(values) ? values.filter(each => typeof each === "string") : [];
}

function each(names: readonly string[], rule: (name: string) => AccessRule): Record<string, AccessRule> {
  return Object.fromEntries(names.map(name => [name, rule(name)]));
}

function isAlike(one: Loose, two: Loose): boolean {
  return one.DetailType === two.DetailType && one.Source === two.Source && one.EventBusName === two.EventBusName;
}

/** IAM lists no resource for these two. */
function onBusNamed(name: string): AccessRule {
  return () => [{ action: `events:${name}`, resource: "*" }];
}

/** Of a bus's name or ARN; another account's ARN stays what it is. */
function busOf(context: CloudContext, nameOrArn: unknown): string {
  const given = typeof nameOrArn === "string" ? nameOrArn : undefined;
  const name = busName(context, given);
  return name === undefined ? String(given) : eventsArn(context, `event-bus/${name}`);
}

/** Of an archive's ARN; what is none will be refused by the operation. */
function archiveOf(context: CloudContext, arn: unknown): string {
  return typeof arn === "string" && arn.startsWith("arn:") ? arn : eventsArn(context, `archive/${String(arn)}`);
}

function ruleOf(context: CloudContext, bus: unknown, rule: unknown): string {
  return ruleArn(context, busName(context, typeof bus === "string" ? bus : undefined) ?? DEFAULT_BUS, String(rule));
}
