import type { GraphResource } from "@tributary/synth/graph";
import { GraphError } from "../graph-error.ts";
import { type Deployment, given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const place = ["rule", "eventBusName"];
const target = [
  "targetId",
  "arn",
  "roleArn",
  "input",
  "inputPath",
  "inputTransformer",
  "deadLetterConfig",
  "retryPolicy",
  "sqsTarget",
];
const names = { targetId: "Id", inputPaths: "InputPathsMap", sqsTarget: "SqsParameters" };

interface Outcome {
  readonly FailedEntryCount?: number;
  readonly FailedEntries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/** aws:cloudwatch/eventTarget:EventTarget */
export const eventTarget: ResourceType = {
  create: put,
  update: put,
  remove({ inputs, outputs }, { call }) {
    const Ids = [inputs.targetId ?? outputs.targetId];
    call("events", "RemoveTargets", given<unknown>({ Rule: inputs.rule, EventBusName: inputs.eventBusName, Ids }));
  },
};

function put(resource: GraphResource, { call }: Deployment): undefined {
  const { rule, eventBusName, inputTransformer, ...rest } = knownInputs(resource, [...place, ...target]);
  const { inputPaths, inputTemplate } = (inputTransformer ?? {}) as { inputPaths?: object; inputTemplate?: string };
  const Targets = [
    {
      Id: resource.outputs.targetId,
      ...given(inApiCase(rest, names) as Record<string, unknown>),
      // Users name these paths: keep their case.
      ...(inputTransformer
        ? { InputTransformer: given<unknown>({ InputPathsMap: inputPaths, InputTemplate: inputTemplate }) }
        : {}),
    },
  ];
  const outcome = call<Outcome>(
    "events",
    "PutTargets",
    given<unknown>({ Rule: rule, EventBusName: eventBusName, Targets }),
  );
  const failed = outcome.FailedEntries?.[0];
  if (failed) throw new GraphError(`${failed.ErrorCode}: ${failed.ErrorMessage}`);
}
