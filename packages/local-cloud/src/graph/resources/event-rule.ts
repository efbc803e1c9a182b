import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, knownInputs, type ResourceType } from "../resource-type.ts";

const used = ["name", "eventBusName", "eventPattern", "scheduleExpression", "description", "state", "roleArn"];

/** aws:cloudwatch/eventRule:EventRule */
export const eventRule: ResourceType = {
  create: put,
  update: put,
  remove({ inputs }, { call }) {
    call("events", "DeleteRule", given({ Name: inputs.name, EventBusName: inputs.eventBusName }));
  },
};

function put(resource: GraphResource, { call }: Deployment): string {
  const { name, eventBusName, eventPattern, scheduleExpression, description, state, roleArn } = knownInputs(
    resource,
    used,
    ["tagsAll"],
  );
  const input = given({
    Name: name,
    EventBusName: eventBusName,
    EventPattern: eventPattern,
    ScheduleExpression: scheduleExpression,
    Description: description,
    State: state,
    RoleArn: roleArn,
  });
  return call<{ RuleArn: string }>("events", "PutRule", input).RuleArn;
}
