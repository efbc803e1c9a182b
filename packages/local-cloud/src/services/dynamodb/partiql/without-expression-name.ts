import { AwsError } from "../../../kernel/aws-error.ts";

/** Runs a part of a statement; its errors do not name the expression of another operation that it is translated to. */
export function withoutExpressionName<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = error.message.replace(/^Invalid \w+Expression: /, "");
    throw message === error.message ? error : new AwsError(error.code, message, { members: error.members });
  }
}
