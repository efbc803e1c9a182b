import type { Authorizer, SignedCall } from "./authorizer.ts";
import { AwsError } from "./aws-error.ts";
import type { CloudContext, Refusal } from "./service.ts";

/** Decides about the parts of one request, as its service and its caller could send them. */
export function refusalOf(
  authorizer: Authorizer,
  context: CloudContext,
  { service, by }: Pick<SignedCall, "service" | "by">,
): Refusal {
  return (operation, input) => {
    try {
      authorizer.authorize({ service, operation, input, by }, context);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  };
}
