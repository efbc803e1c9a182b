import { parseJson } from "../../../kernel/parse-json.ts";
import { isSupportedTarget } from "../delivery/send-to-target.ts";
import { refuseParameters, required, validation } from "../events-errors.ts";
import { isPath } from "../inputs/json-path.ts";
import type { Target } from "./target.ts";

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

/** Refuses a target that EventBridge would refuse, and kinds that the local cloud cannot deliver to. */
export function validateTarget(target: Target): void {
  const id = required(target.Id, "targets.member.id");
  const arn = required(target.Arn, "targets.member.arn");
  refuseParameters(target, "PutTargets", UNSUPPORTED);
  const refuse = (reason: string) => validation(`Parameter(s) for target ${id} not valid. Reason: ${reason}`);
  if (!isSupportedTarget(arn))
    throw refuse("The local cloud delivers to SQS queues, Lambda functions and event buses only; see FIDELITY.md.");
  const { Input, InputPath, InputTransformer, RetryPolicy, SqsParameters } = target;
  if ([Input, InputPath, InputTransformer].filter(given => given !== undefined).length > 1)
    throw refuse("Only one of Input, InputPath, or InputTransformer must be provided.");
  if (Input !== undefined && parseJson(Input) === undefined) throw refuse("JSON syntax error in Input.");
  if (InputPath !== undefined && !isPath(InputPath)) throw refuse("InputPath is not a valid JSON path.");
  if (InputTransformer && !InputTransformer.InputTemplate) throw refuse("InputTemplate is required.");
  for (const [name, path] of Object.entries(InputTransformer?.InputPathsMap ?? {}))
    if (!isPath(path)) throw refuse(`InputPathsMap.${name} is not a valid JSON path.`);
  within(RetryPolicy?.MaximumRetryAttempts, 0, 185, () => refuse("MaximumRetryAttempts must be between 0 and 185."));
  within(RetryPolicy?.MaximumEventAgeInSeconds, 60, 86_400, () =>
    refuse("MaximumEventAgeInSeconds must be between 60 and 86400."),
  );
  if (arn.endsWith(".fifo") && !SqsParameters?.MessageGroupId)
    throw refuse("Parameter(s) SqsParameters must be specified for target: it is a FIFO queue.");
}

function within(value: number | undefined, from: number, to: number, refuse: () => Error): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= from && value <= to)) throw refuse();
}
