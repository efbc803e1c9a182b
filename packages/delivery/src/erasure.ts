import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SubjectNames } from "./subject-names.ts";

/** What a service declares about the data of one subject: how its messages name it, and how each of its tables forgets it. */
export interface Erasure {
  /** How the service's messages and records name the subject. Reads what it has to, and must find the same names again after an erasure. */
  readonly names?: (key: string, tables: ErasingTables) => SubjectNames | Promise<SubjectNames>;
  /** Tables that hold something of subjects, by their names in the program. */
  readonly tables?: Readonly<Record<string, TableErasure>>;
  /** Tables, and queues that something reads, which hold nothing of a subject but ids, numbers and times, and what they hold. */
  readonly nothingIn?: Readonly<Record<string, string>>;
}

/** How one table forgets a subject. */
export interface TableErasure {
  /** `record`: it is the source of record, which is never erased here but has to be empty of the subject first. */
  readonly holds: "record" | "copies";
  /** Looks for the subject's data, and erases what it finds when `apply` is set. Repeatable after a crash at any call. */
  readonly erase: (key: string, tables: ErasingTables) => Promise<TableFindings>;
}

/** Dependencies of a table erasure. */
export interface ErasingTables {
  readonly client: DynamoDBClient;
  /** The physical name of a table of the program. */
  readonly nameOf: (table: string) => string;
  readonly apply: boolean;
  readonly now: () => number;
  /** Waits after each piece of work, so that no more items a second are read than the rate says. */
  readonly pace: (done: number) => Promise<void>;
}

/** What a table holds about a subject. */
export interface TableFindings {
  /** Items with something of it that may be erased; of a source of record, all items. After an erasure, those erased. */
  readonly found: number;
  /** Items by which the subject is still there: its deletion has not arrived. They are left. */
  readonly current: number;
  /** By when everything about the subject had been published and applied, epoch milliseconds, where that is remembered. */
  readonly settledAt?: number;
}
