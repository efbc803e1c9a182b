import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FilterCriteria } from "../../polling/filter.ts";

/** The table of event source mappings. */
export const mappingSchema = `
  CREATE TABLE IF NOT EXISTS lambda_event_source_mappings (
    uuid TEXT PRIMARY KEY, configuration TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;`;

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
  readonly StartingPosition?: "TRIM_HORIZON" | "LATEST";
  readonly ParallelizationFactor?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
}

/** All mappings, by UUID. */
export function allMappings(context: CloudContext): EventSourceMapping[] {
  return context.store
    .prepare("SELECT configuration FROM lambda_event_source_mappings ORDER BY uuid")
    .all()
    .map(row => JSON.parse(String(row.configuration)));
}

/** The mapping of a UUID; `ResourceNotFoundException` if it does not exist. */
export function requireMapping(context: CloudContext, uuid: string): EventSourceMapping {
  const row = context.store.prepare("SELECT configuration FROM lambda_event_source_mappings WHERE uuid = ?").get(uuid);
  if (!row)
    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", { status: 404 });
  return JSON.parse(String(row.configuration));
}

/** Stores a mapping, new or changed, and signals the engine. */
export function putMapping(context: CloudContext, mapping: EventSourceMapping): void {
  context.store
    .prepare(
      `INSERT INTO lambda_event_source_mappings (uuid, configuration) VALUES (?, ?)
       ON CONFLICT (uuid) DO UPDATE SET configuration = excluded.configuration`,
    )
    .run(mapping.UUID, JSON.stringify(mapping));
  context.signals.notify("lambda:mappings");
}

/** Removes a mapping and signals the engine. */
export function removeMapping(context: CloudContext, uuid: string): void {
  context.store.prepare("DELETE FROM lambda_event_source_mappings WHERE uuid = ?").run(uuid);
  context.signals.notify("lambda:mappings");
}
