import { parseArn } from "../../../kernel/arn.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { isSupportedTarget } from "../delivery/send-to-target.ts";
import { checkName, refuseParameters, required, validation } from "../events-errors.ts";
import { isFillable, variablesOf } from "../inputs/input-template.ts";
import { isPath } from "../inputs/json-path.ts";
import { PREDEFINED_VARIABLES } from "../inputs/target-input.ts";
import type { InputTransformer, Target } from "./target.ts";

const UNSUPPORTED = [
  "KinesisParameters",
  "RunCommandParameters",
  "EcsParameters",
  "BatchParameters",
  "HttpParameters",
  "RedshiftDataParameters",
  "SageMakerPipelineParameters",
  "AppSyncParameters",
];

/** Most variables of a transformer. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
const MAXIMUM_VARIABLES = 100;

/** Refuses a target that EventBridge would refuse, and kinds that the local cloud cannot deliver to. `place` counts from 1. */
export function validateTarget(target: Target, place: number): void {
  const id = required(target.Id, `targets.${place}.member.id`);
  const arn = required(target.Arn, `targets.${place}.member.arn`);
  checkName(id, `targets.${place}.member.id`, 64);
  if (!parseArn(arn)) throw validation(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  refuseParameters(target, "PutTargets", UNSUPPORTED);
  const refuse = (reason: string) => validation(`Parameter(s) for target ${id} not valid. Reason: ${reason}`);
  if (!isSupportedTarget(arn))
    throw refuse("The local cloud delivers to SQS queues, Lambda functions and event buses only; see FIDELITY.md.");
  const { Input, InputPath, InputTransformer, RetryPolicy, SqsParameters } = target;
  if ([Input, InputPath, InputTransformer].filter(given => given !== undefined).length > 1)
    throw refuse("Only one of Input, InputPath, or InputTransformer must be provided.");
  if (Input !== undefined && parseJson(Input) === undefined) throw refuse("JSON syntax error in Input.");
  if (InputPath !== undefined && !isPath(InputPath)) throw refuse("InputPath is not a valid JSON path.");
  if (InputTransformer) checkTransformer(id, InputTransformer, refuse);
  within(RetryPolicy?.MaximumRetryAttempts, 0, 185, () => refuse("MaximumRetryAttempts must be between 0 and 185."));
  within(RetryPolicy?.MaximumEventAgeInSeconds, 60, 86_400, () =>
    refuse("MaximumEventAgeInSeconds must be between 60 and 86400."),
  );
  if (arn.endsWith(".fifo") && !SqsParameters?.MessageGroupId)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
}

function checkTransformer(
  id: string,
  { InputTemplate, InputPathsMap = {} }: InputTransformer,
  refuse: (reason: string) => Error,
): void {
  if (!InputTemplate) throw refuse("InputTemplate is required.");
  const paths = Object.entries(InputPathsMap);
  if (paths.length > MAXIMUM_VARIABLES) throw refuse(`InputPathsMap has more than ${MAXIMUM_VARIABLES} entries.`);
  for (const [name, path] of paths) {
    if (/^aws/i.test(name)) throw refuse(`InputPathsMap.${name} has a reserved name.`);
    if (!isPath(path)) throw refuse(`InputPathsMap.${name} is not a valid JSON path.`);
  }
  const unknown = variablesOf(InputTemplate).find(
    name => !Object.hasOwn(InputPathsMap, name) && !PREDEFINED_VARIABLES.has(name),
  );
  if (unknown !== undefined)
    throw validation(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`);
  if (!isFillable(InputTemplate))
    throw validation(`Invalid InputTemplate for target ${id} : it gives no valid JSON object.`);
}

function within(value: number | undefined, from: number, to: number, refuse: () => Error): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= from && value <= to)) throw refuse();
}
