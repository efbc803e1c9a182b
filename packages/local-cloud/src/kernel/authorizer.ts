import type { Actor } from "./actor.ts";
import type { DeniedService } from "./denied-service.ts";
import type { CloudContext } from "./service.ts";
import type { WireRequest } from "./wire.ts";

/** One request, before its operation runs. */
export interface SignedCall {
  /** As in `Service.name`. */
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  /** Who signed it, empty when nobody did; or who acts without keys. */
  readonly by: string | Actor;
}

/** One action that a role may do, and that nothing has needed. */
export interface UnusedGrant {
  /** The role as the program names it. */
  readonly role: string;
  readonly action: string;
  readonly resources: readonly string[];
}

/** Decides about requests before their operations run. */
export interface Authorizer {
  /** Throws the `AwsError` of a request whose signature does not hold, or that has none and needs one. */
  authenticate(request: WireRequest, service: string, operation: string, context: CloudContext): void;
  /** Throws the `AwsError` of a request that is denied. */
  authorize(call: SignedCall, context: CloudContext): void;
  /** Hears what a service may not do, which is refused whatever the authorizer does. */
  deniedService(denied: DeniedService): void;
  /** Hears that an operation is done, which may have changed a policy. */
  done(operation: string, context: CloudContext): void;
  /** Drops what is known of roles and policies: a deployment may have changed any. */
  forget(context: CloudContext): void;
  /** The grants of the deployed roles that have allowed nothing yet. */
  unusedGrants(context: CloudContext): readonly UnusedGrant[];
}
