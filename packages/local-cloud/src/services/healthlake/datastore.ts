import { createHash } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { CreateFHIRDatastoreRequest } from "../../models/healthlake-types.ts";
import { cloudAddress, type FromHost } from "../../protocols/request-host.ts";
import type { HealthLakeContext } from "./behaviour.ts";

/** A data store as its tables know it. Times are milliseconds since the epoch. */
export interface Datastore {
  readonly number: number;
  readonly id: string;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly deletedAt: number | undefined;
  /** What it was made with, in the shape of the API. */
  readonly settings: DatastoreSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/** The settings of a new data store. */
export type DatastoreSettings = Pick<
  CreateFHIRDatastoreRequest,
  "DatastoreName" | "DatastoreTypeVersion" | "SseConfiguration" | "IdentityProviderConfiguration"
>;

/** The data store of this id; `ResourceNotFoundException` if it does not exist. */
export function findDatastore(context: CloudContext, id: string | undefined): Datastore {
  const row = context.store.prepare("SELECT * FROM healthlake_datastores WHERE id = ?").get(id ?? "");
  if (!row) throw new AwsError("ResourceNotFoundException", "The data store was not found.", { status: 400 });
  return readDatastore(row);
}

/** The key that a data store is encrypted with; undefined for one that AWS owns. */
export function datastoreKey(context: CloudContext, id: string): string | undefined {
  const row = context.store.prepare("SELECT settings FROM healthlake_datastores WHERE id = ?").get(id);
  const { SseConfiguration } = row ? (JSON.parse(String(row.settings)) as Partial<DatastoreSettings>) : {};
  return SseConfiguration?.KmsEncryptionConfig?.KmsKeyId;
}

/** The data store if it accepts requests; `ValidationException` while it is being created or after it is deleted. */
export function activeDatastore(context: CloudContext, id: string | undefined): Datastore {
  const datastore = findDatastore(context, id);
  const status = datastoreStatus(context, datastore);
  if (status !== "ACTIVE") throw new AwsError("ValidationException", `The data store is ${status}, not ACTIVE.`);
  return datastore;
}

/** A row of `healthlake_datastores`. */
export function readDatastore(row: Record<string, unknown>): Datastore {
  return {
    number: row.number as number,
    id: row.id as string,
    createdAt: row.created_at as number,
    activeAt: row.active_at as number,
    deletedAt: (row.deleted_at as number | null) ?? undefined,
    settings: JSON.parse(row.settings as string) as DatastoreSettings,
    tags: JSON.parse(row.tags as string) as Record<string, string>,
  };
}

/** The status follows from time. */
export function datastoreStatus({ clock }: CloudContext, { activeAt, deletedAt }: Datastore): string {
  if (deletedAt !== undefined) return "DELETED";
  return clock.now() >= activeAt ? "ACTIVE" : "CREATING";
}

/** `arn:aws:healthlake:<region>:<account>:datastore/fhir/<id>`. See https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DatastoreProperties.html */
export function datastoreArn({ region, account }: CloudContext, id: string): string {
  return `arn:aws:healthlake:${region}:${account}:datastore/fhir/${id}`;
}

/** A data store's FHIR endpoint, below the address that the caller used: writes to it stay in this cloud. */
export function datastoreEndpoint(asked: FromHost, id: string): string {
  return `${cloudAddress(asked)}/datastore/${id}/r4/`;
}

/** A data store's FHIR endpoint at AWS, as events and notices name it. */
export function awsEndpoint({ region }: CloudContext, id: string): string {
  return `https://healthlake.${region}.amazonaws.com/datastore/${id}/r4/`;
}

/** A data store's id: 32 hexadecimal digits, which follow from the client token. */
export function datastoreId(context: HealthLakeContext, clientToken: string): string {
  return createHash("sha256").update(`${context.account}|${context.region}|${clientToken}`).digest("hex").slice(0, 32);
}

/** In the API's shape, for one who asked; times in seconds. */
export function describeDatastore(context: CloudContext, datastore: Datastore, asked: FromHost) {
  return {
    DatastoreId: datastore.id,
    DatastoreArn: datastoreArn(context, datastore.id),
    DatastoreStatus: datastoreStatus(context, datastore),
    CreatedAt: datastore.createdAt / 1000,
    DatastoreEndpoint: datastoreEndpoint(asked, datastore.id),
    ...datastore.settings,
  };
}
