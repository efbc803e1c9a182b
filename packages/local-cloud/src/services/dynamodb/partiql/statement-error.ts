import { AwsError } from "../../../kernel/aws-error.ts";

/** See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html */
export interface StatementError {
  readonly Code: string;
  readonly Message: string;
  /** The item that failed the condition, when the statement asked for it. */
  readonly Item?: unknown;
}

const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  DuplicateItemException: "DuplicateItem",
  ResourceNotFoundException: "ResourceNotFound",
  ValidationException: "ValidationError",
};

/** The error of one statement of a batch; errors that fail the whole request go on. */
function statementError(error: unknown): StatementError {
  const Code = error instanceof AwsError ? CODES[error.code] : undefined;
  if (!(error instanceof AwsError) || Code === undefined) throw error;
  return { Code, Message: error.message, ...error.members };
}

/** The result of running a statement, or the statement's error. */
export function attempt<Result>(run: () => Result): { readonly result: Result } | { readonly error: StatementError } {
  try {
    return { result: run() };
  } catch (error) {
    return { error: statementError(error) };
  }
}
