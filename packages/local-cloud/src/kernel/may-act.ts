import type { Actor } from "./actor.ts";
import { AwsError } from "./aws-error.ts";
import type { CloudContext } from "./service.ts";

/** Whether a role may call an operation, for what goes on otherwise where it may not. */
export function mayAct(
  context: CloudContext,
  actor: Actor,
  service: string,
  operation: string,
  input: object,
): boolean {
  try {
    context.holdToRole(actor, service, operation, input);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}
