import { AwsError } from "../../kernel/aws-error.ts";
import type { Problem } from "../../models/check-constraints.ts";
import { modelChecks } from "../../models/request-reader.ts";
import { constraints } from "./constraints.ts";
import { invalidParameter, missingParameter, unknownAttribute } from "./sqs-errors.ts";

/** The checks of SQS's model, refused in the words of SQS. */
export const sqsChecks = modelChecks({
  model: "sqs",
  title: "SQS",
  javaPackage: "com.amazonaws.sqs",
  longs: [],
  constraints,
  refusal,
});

/** Members that errors name in the singular, as the query protocol does. */
const SINGULAR: Readonly<Record<string, string>> = { AWSAccountIds: "AWSAccountId", Actions: "ActionName" };

const TAGS = new Set(["Tags", "tags"]);
const ID = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";
/** Reasons in words of their own. */
const REASONS: Readonly<Record<string, string>> = {
  DelaySeconds: "DelaySeconds must be >= 0 and <= 900.",
  Label: "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  MessageGroupId: `MessageGroupId ${ID}`,
  MessageDeduplicationId: `MessageDeduplicationId ${ID}`,
  ReceiveRequestAttemptId: `ReceiveRequestAttemptId ${ID}`,
};

function refusal({ member, given, constraint: { words, leastLength, mostLength, least, most } }: Problem): AwsError {
  if (member === "TagKeys" || (mostLength !== undefined && TAGS.has(member)))
    return new AwsError(
      "InvalidParameterValue",
      mostLength === 256
        ? "Tag values must be between 0 and 256 characters in length."
        : "Tag keys must be between 1 and 128 characters in length.",
    );
  if (given === undefined || given === null || leastLength) return missingParameter(SINGULAR[member] ?? member);
  if (words) return unknownAttribute(String(given));
  const bounds = least === 0 ? `>= 0 and <= ${most}` : `between ${least} and ${most}`;
  return invalidParameter(member, given, REASONS[member] ?? `Must be ${bounds}, if provided.`);
}
