import type { SourceFile } from "./source-file.ts";

/** A JSON Schema as parsed. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema file that compiles, or is yet to be tried. */
export interface SchemaFile {
  readonly source: SourceFile;
  readonly id: string;
  readonly schema: JsonSchema;
}

/** One version of one event, as `asyncapi.yaml` states it. */
export interface EventModel {
  readonly name: string;
  readonly version: number;
  readonly detailType: string;
  /** File name stem: `patient-record-changed.v1`. */
  readonly stem: string;
  readonly source: string;
  readonly bus: string;
  readonly schema: SchemaFile;
  /** Others publish it without metadata: its schema is that of its whole detail. */
  readonly bare?: true;
  /** Its data travel by claim check where they are too large for the bus. */
  readonly claimCheck?: true;
  /** Where the channel stands in `asyncapi.yaml`. */
  readonly pointer: string;
}

/** A service's operation on an event. */
export interface OperationModel {
  readonly id: string;
  readonly action: "send" | "receive";
  readonly service: string;
  readonly event: EventModel;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly delivery?: Readonly<Record<string, unknown>>;
  readonly pointer: string;
}

/** A contracts folder, understood. */
export interface ContractModel {
  readonly root: string;
  readonly document: SourceFile;
  readonly schemas: readonly SchemaFile[];
  readonly events: readonly EventModel[];
  readonly operations: readonly OperationModel[];
}

/** What an event is called in the contracts: its detail-type, or what names are made of, where others chose that. */
export const eventKey = ({ name, version }: EventModel): string => `${name}.v${version}`;

/** The name of the constant of an event: `PatientRecordChangedV1`. */
export const constantName = (event: EventModel): string => `${event.name}V${event.version}`;

/** The file name stem that a detail-type asks for: `PatientRecordChanged.v1` → `patient-record-changed.v1`. */
export const stemOf = (detailType: string): string =>
  detailType.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "-").toLowerCase();
