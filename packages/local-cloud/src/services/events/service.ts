import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { keepingTrace } from "../../protocols/request-trace.ts";
import { buses } from "./buses/bus-store.ts";
import { constraints } from "./constraints.ts";
import { retryEngine } from "./delivery/retry-deliveries.ts";
import { cancelReplay } from "./operations/cancel-replay.ts";
import { createArchive } from "./operations/create-archive.ts";
import { createEventBus } from "./operations/create-event-bus.ts";
import { deleteArchive } from "./operations/delete-archive.ts";
import { deleteEventBus } from "./operations/delete-event-bus.ts";
import { deleteRule } from "./operations/delete-rule.ts";
import { describeArchive } from "./operations/describe-archive.ts";
import { describeEventBus } from "./operations/describe-event-bus.ts";
import { describeReplay } from "./operations/describe-replay.ts";
import { describeRule } from "./operations/describe-rule.ts";
import { listArchives } from "./operations/list-archives.ts";
import { listEventBuses } from "./operations/list-event-buses.ts";
import { listReplays } from "./operations/list-replays.ts";
import { listRuleNamesByTarget } from "./operations/list-rule-names-by-target.ts";
import { listRules } from "./operations/list-rules.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { listTargetsByRule } from "./operations/list-targets-by-rule.ts";
import { putEvents } from "./operations/put-events.ts";
import { putPermission } from "./operations/put-permission.ts";
import { putRule } from "./operations/put-rule.ts";
import { putTargets } from "./operations/put-targets.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { removeTargets } from "./operations/remove-targets.ts";
import { startReplay } from "./operations/start-replay.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { testEventPattern } from "./operations/test-event-pattern.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateArchive } from "./operations/update-archive.ts";
import { updateEventBus } from "./operations/update-event-bus.ts";
import { replayEngine } from "./replays/replay-engine.ts";
import { ruleStateSetter } from "./rules/rule-store.ts";
import { scheduleEngine } from "./rules/schedule.ts";
import { eventsSchema } from "./schema.ts";

/** Amazon EventBridge: buses, rules, targets, archives and replays. */
export const eventsService: Service = {
  name: "events",
  title: "EventBridge",
  schema: buses.schema + eventsSchema,
  wire: keepingTrace(awsJson({ version: "1.1", target: "AWSEvents", model: "eventbridge" })),
  read: requestReader({
    model: "eventbridge",
    title: "EventBridge",
    javaPackage: "com.amazonaws.eventbridge",
    longs: ["RetentionDays"],
    constraints,
  }),
  operations: {
    CancelReplay: cancelReplay,
    CreateArchive: createArchive,
    CreateEventBus: createEventBus,
    DeleteArchive: deleteArchive,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeArchive: describeArchive,
    DescribeEventBus: describeEventBus,
    DescribeReplay: describeReplay,
    DescribeRule: describeRule,
    DisableRule: ruleStateSetter("DISABLED"),
    EnableRule: ruleStateSetter("ENABLED"),
    ListArchives: listArchives,
    ListEventBuses: listEventBuses,
    ListReplays: listReplays,
    ListRuleNamesByTarget: listRuleNamesByTarget,
    ListRules: listRules,
    ListTagsForResource: listTagsForResource,
    ListTargetsByRule: listTargetsByRule,
    PutEvents: putEvents,
    PutPermission: putPermission,
    PutRule: putRule,
    PutTargets: putTargets,
    RemovePermission: removePermission,
    RemoveTargets: removeTargets,
    StartReplay: startReplay,
    TagResource: tagResource,
    TestEventPattern: testEventPattern,
    UntagResource: untagResource,
    UpdateArchive: updateArchive,
    UpdateEventBus: updateEventBus,
  },
  engines: context => [retryEngine(context), scheduleEngine(context), replayEngine(context)],
};
