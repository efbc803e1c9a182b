import { AwsError } from "../../kernel/aws-error.ts";
import type { UpdateEventSourceMappingRequest } from "../../models/lambda-types.ts";
import { recordFilter } from "../../polling/filter.ts";
import { checkDestination } from "./failure-destination.ts";
import type { SourceKind } from "./mapping-source.ts";
import type { EventSourceMapping } from "./mapping-store.ts";
import { invalidParameter, refuseMembers } from "./validate.ts";

/** The members that CreateEventSourceMapping and UpdateEventSourceMapping share. */
export type MappingInput = Omit<UpdateEventSourceMappingRequest, "UUID">;

/** The settings of a mapping: what is given, over what it had, over AWS's defaults. Checked as AWS checks them. */
export function mappingSettings(input: MappingInput, kind: SourceKind, before: Partial<EventSourceMapping>) {
  check(input, kind);
  const window = input.MaximumBatchingWindowInSeconds ?? before.MaximumBatchingWindowInSeconds ?? 0;
  const size = input.BatchSize ?? before.BatchSize ?? (kind === "sqs" ? 10 : 100);
  if (kind === "sqs" && size > 10 && window < 1)
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  const filters = input.FilterCriteria ?? before.FilterCriteria;
  const scaling = input.ScalingConfig ?? before.ScalingConfig;
  const destination = input.DestinationConfig ?? before.DestinationConfig;
  return {
    BatchSize: size,
    MaximumBatchingWindowInSeconds: window,
    FunctionResponseTypes: input.FunctionResponseTypes ?? before.FunctionResponseTypes ?? [],
    ...(filters?.Filters?.length ? { FilterCriteria: filters } : {}),
    ...(scaling?.MaximumConcurrency && kind === "sqs" ? { ScalingConfig: scaling } : {}),
    ...(kind === "dynamodb"
      ? {
          ParallelizationFactor: input.ParallelizationFactor ?? before.ParallelizationFactor ?? 1,
          MaximumRecordAgeInSeconds: input.MaximumRecordAgeInSeconds ?? before.MaximumRecordAgeInSeconds ?? -1,
          MaximumRetryAttempts: input.MaximumRetryAttempts ?? before.MaximumRetryAttempts ?? -1,
          BisectBatchOnFunctionError: input.BisectBatchOnFunctionError ?? before.BisectBatchOnFunctionError ?? false,
          DestinationConfig: { OnFailure: destination?.OnFailure ?? {} },
          TumblingWindowInSeconds: 0,
        }
      : {}),
  };
}

function check(input: MappingInput, kind: SourceKind): void {
  const age = input.MaximumRecordAgeInSeconds ?? -1;
  if (age >= 0 && age < 60) throw invalidParameter("MaximumRecordAgeInSeconds must be -1 or between 60 and 604800.");
  refuseMembers(input.DestinationConfig ?? {}, ["OnSuccess"]);
  const destination = input.DestinationConfig?.OnFailure?.Destination;
  checkDestination(destination, ["sqs", "s3"]);
  if (kind === "sqs") {
    refuseMembers(input, ["BisectBatchOnFunctionError", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds"]);
    if (destination)
      throw invalidParameter("Unsupported DestinationConfig for an SQS event source: use a redrive policy.");
    if ((input.ParallelizationFactor ?? 1) > 1) throw invalidParameter("Unsupported ParallelizationFactor for SQS.");
  }
  try {
    for (const { Pattern } of input.FilterCriteria?.Filters ?? [])
      if (!Pattern) throw new SyntaxError("A filter has no pattern.");
    recordFilter(input.FilterCriteria);
  } catch (cause) {
    throw new AwsError("InvalidParameterValueException", "Invalid filter pattern definition.", { cause });
  }
}
