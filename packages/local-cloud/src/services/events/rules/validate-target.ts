import { parseArn } from "../../../kernel/arn.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type { InputTransformer, Target } from "../../../models/eventbridge-types.ts";
import { isSupportedTarget } from "../delivery/send-to-target.ts";
import { validation } from "../events-errors.ts";
import { isFillable, variablesOf } from "../inputs/input-template.ts";
import { isPath } from "../inputs/json-path.ts";
import { PREDEFINED_VARIABLES } from "../inputs/target-input.ts";

/** Refuses a target that EventBridge would refuse for more than its model, and kinds that the local cloud cannot deliver to. */
export function validateTarget(target: Target): void {
  const { Id: id, Arn: arn } = target;
  if (!parseArn(arn)) throw validation(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  const refuse = (reason: string) => validation(`Parameter(s) for target ${id} not valid. Reason: ${reason}`);
  if (!isSupportedTarget(arn))
    throw refuse("The local cloud delivers to SQS queues, Lambda functions and event buses only; see FIDELITY.md.");
  const { Input, InputPath, InputTransformer, SqsParameters } = target;
  if ([Input, InputPath, InputTransformer].filter(given => given !== undefined).length > 1)
    throw refuse("Only one of Input, InputPath, or InputTransformer must be provided.");
  if (Input !== undefined && parseJson(Input) === undefined) throw refuse("JSON syntax error in Input.");
  if (InputPath !== undefined && !isPath(InputPath)) throw refuse("InputPath is not a valid JSON path.");
  if (InputTransformer) checkTransformer(id, InputTransformer, refuse);
  if (arn.endsWith(".fifo") && !SqsParameters?.MessageGroupId)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
}

function checkTransformer(
  id: string,
  { InputTemplate, InputPathsMap = {} }: InputTransformer,
  refuse: (reason: string) => Error,
): void {
  for (const [name, path] of Object.entries(InputPathsMap)) {
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
