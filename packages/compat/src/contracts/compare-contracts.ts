import { relative } from "node:path";
import type { ContractModel, EventModel, SchemaFile } from "@tributary/contract-tools/contract-model";
import { compareSchemas } from "../compare-schemas.ts";
import { SchemaError } from "../schema-error.ts";
import type { Finding, Judgement, Mode } from "../verdict.ts";
import { type DeclassifiedField, declassifiedFields } from "./declassified-fields.ts";
import { eventSchema } from "./event-schema.ts";
import { releasedSchemas } from "./released-schemas.ts";

/** A comparison of an event with an older version, and its result. */
export interface Comparison {
  readonly event: EventModel;
  /** All schemas that stand beside the event's. */
  readonly schemas: readonly SchemaFile[];
  /** A name for the older version: `main`, `released revision 2`. */
  readonly against: string;
  readonly mode: Mode;
  readonly findings: readonly (Finding & { readonly breaks: readonly string[] })[];
  /** Whatever the mode is: what was kept out of logs stays out of them. */
  readonly declassified: readonly DeclassifiedField[];
}

/** An event that the older contracts have and the newer ones lack, with the services that received it. */
export interface RemovedEvent {
  readonly detailType: string;
  /** Source and bus, before and now, when it still comes, but so that the rules of whoever received it miss it. */
  readonly moved?: { readonly from: string; readonly to: string };
  readonly against: string;
  readonly breaks: readonly string[];
}

/** An event whose data came in the event itself, and now may come as a reference, with the services that received it. */
export interface ClaimCheckedEvent {
  readonly event: EventModel;
  readonly against: string;
  readonly breaks: readonly string[];
}

export interface ContractComparison {
  readonly comparisons: readonly Comparison[];
  readonly removed: readonly RemovedEvent[];
  readonly claimChecked: readonly ClaimCheckedEvent[];
}

/** Options of a comparison: what to compare with besides all released revisions. */
export interface CompareContractsOptions {
  readonly against?: { readonly name: string; readonly model: ContractModel };
  /** By default what the roles ask for: `backward` for what is received, `forward` for what is sent. */
  readonly mode?: Mode;
  readonly judgement?: Judgement;
}

/** Every event against the older contracts given and every released revision of the same version. */
export function compareContracts(
  model: ContractModel,
  { against, mode, judgement = "by-role" }: CompareContractsOptions = {},
): ContractComparison {
  const comparisons = model.events.flatMap((event): Comparison[] => {
    const asked = mode ?? modeOf(event, model);
    const now = eventSchema("the new version", event, model);
    const before = against?.model.events.find(({ detailType }) => detailType === event.detailType);
    const older = [
      ...(against !== undefined && before !== undefined
        ? [
            {
              version: eventSchema(against.name, before, against.model),
              receivers: receivers(against.model, event),
              file: undefined,
            },
          ]
        : []),
      ...releasedSchemas(model.root, event.stem).map(({ version, file }) => ({
        version,
        receivers: receivers(model, event),
        file,
      })),
    ];
    const fileOf = (name: string, file: string | undefined, pointer: string) =>
      name === now.name
        ? event.schema.source.path
        : (file ?? (against && before ? placeAgainst(against, before, pointer) : name));
    return older.map(({ version, receivers: known, file }) => ({
      event,
      schemas: model.schemas,
      against: version.name,
      mode: asked,
      findings: located(
        () => compareSchemas(version, now, { mode: asked, judgement }),
        (name, pointer) => fileOf(name, file, pointer),
      ).findings.map(finding => ({
        ...finding,
        breaks: finding.direction === "forward" ? known : receivers(model, event),
      })),
      declassified: declassifiedFields(version, now),
    }));
  });
  const removed = (against?.model.events ?? []).flatMap((event): RemovedEvent[] => {
    const now = model.events.find(({ detailType }) => detailType === event.detailType);
    const [from, to] = [placeOf(event), now && placeOf(now)];
    if (from === to) return [];
    const { detailType } = event;
    const breaks = receivers(against!.model, event);
    return [{ detailType, against: against!.name, breaks, ...(to === undefined ? {} : { moved: { from, to } }) }];
  });
  const claimChecked = model.events.flatMap((event): ClaimCheckedEvent[] => {
    const before = against?.model.events.find(({ detailType }) => detailType === event.detailType);
    if (before === undefined || before.claimCheck === true || event.claimCheck !== true) return [];
    return [{ event, against: against!.name, breaks: receivers(against!.model, event) }];
  });
  return { comparisons, removed, claimChecked };
}

/** The name of a version is no place: says instead in which file a schema is wrong. */
function located<Result>(compare: () => Result, placeOf: (name: string, pointer: string) => string): Result {
  try {
    return compare();
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new SchemaError(placeOf(error.version, error.pointer), error.pointer, error.message, error);
  }
}

/** As git names a file of a commit; where it was read from is gone by the time that anybody looks. */
function placeAgainst(
  { name, model }: { name: string; model: ContractModel },
  { schema }: EventModel,
  pointer: string,
) {
  const { line, column } = schema.source.at(pointer);
  return `${name}:${relative(model.root, schema.source.path)}:${line}:${column}`;
}

/** By what rules select an event, beside its detail-type. */
const placeOf = ({ source, bus }: EventModel) => `${source} on the bus ${bus}`;

const receivers = ({ operations }: ContractModel, { detailType }: EventModel): string[] => [
  ...new Set(
    operations
      .filter(({ action, event }) => action === "receive" && event.detailType === detailType)
      .map(({ service }) => service),
  ),
];

/** Who receives must read what was sent before; what is sent must suit those who receive by the version before. */
function modeOf(event: EventModel, { operations }: ContractModel): Mode {
  const actions = new Set(
    operations.filter(operation => operation.event.detailType === event.detailType).map(({ action }) => action),
  );
  if (actions.size === 2 || actions.size === 0) return "full";
  return actions.has("send") ? "forward" : "backward";
}
