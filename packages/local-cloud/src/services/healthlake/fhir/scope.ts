import type { AwsError } from "../../../kernel/aws-error.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import type { RequestWork } from "../search/search-budget.ts";
import type { Return } from "./preferences.ts";

/** The context that the interactions of one FHIR request share. */
export interface FhirScope {
  readonly context: HealthLakeContext;
  readonly datastore: Datastore;
  /** Address of the data store as the caller reaches it, with a slash at the end. */
  readonly base: string;
  /** Whether searches may find earlier versions of what waits for the index, and histories show at once what is written. */
  readonly strong: boolean;
  /** What the request has cost so far, where it is counted. */
  readonly work?: RequestWork;
  /** What writes are answered with; the resource unless told. */
  readonly returns?: Return;
  /** Why the caller may not do an operation on this data store; undefined where it may. */
  readonly refusal?: (operation: string) => AwsError | undefined;
}

/** An answer of the FHIR endpoint; `body` is JSON text. */
export interface FhirResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the body is what there is to say of a write, in place of the resource. */
  readonly isOutcome?: boolean;
  /** When the version that it holds was written, in milliseconds: the header knows seconds alone. */
  readonly updatedAt?: number;
}

/** A request to the FHIR endpoint, taken apart. */
export interface FhirRequest {
  readonly datastoreId: string;
  readonly method: string;
  /** Path below `/r4`, decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
