import { AwsError } from "../../kernel/aws-error.ts";
import { records } from "../../kernel/records.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FilterCriteria } from "../../polling/filter.ts";
import { lastProcessingResult } from "./processing-result.ts";

/** An event source mapping: what the API answers, with defaults filled in. */
export interface EventSourceMapping {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly State: "Enabled" | "Disabled";
  readonly StateTransitionReason: string;
  /** Epoch seconds. */
  readonly LastModified: number;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FilterCriteria?: FilterCriteria;
  readonly FunctionResponseTypes: readonly string[];
  readonly StartingPosition?: string;
  readonly ParallelizationFactor?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string | undefined } };
  readonly TumblingWindowInSeconds?: number;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | undefined };
}

/** All mappings, by UUID. */
export const mappings = records<EventSourceMapping>("lambda_event_source_mappings");

/** States that an answer shows of a change which is done here by then, and on AWS is not. */
type Transition = "Creating" | "Updating" | "Deleting";

/** A mapping as the API answers it. */
export function describeMapping(context: CloudContext, mapping: EventSourceMapping, transition?: Transition): object {
  const LastProcessingResult = mapping.StartingPosition && lastProcessingResult(context, mapping.UUID);
  return {
    ...mapping,
    ...(LastProcessingResult && { LastProcessingResult }),
    ...(transition && { State: transition }),
  };
}

/** The mapping of a UUID; `ResourceNotFoundException` if it does not exist. */
export function requireMapping(context: CloudContext, uuid: string): EventSourceMapping {
  const mapping = mappings.find(context, uuid);
  if (mapping) return mapping;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", { status: 404 });
}

/** Stores a mapping, new or changed, and signals the engine. */
export function putMapping(context: CloudContext, mapping: EventSourceMapping): void {
  mappings.put(context, mapping.UUID, mapping);
  context.signals.notify("lambda:mappings");
}
