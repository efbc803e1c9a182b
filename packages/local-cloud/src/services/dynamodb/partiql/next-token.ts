import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { ExecuteStatementInput } from "../../../models/dynamodb-types.ts";
import { types } from "../read-request.ts";
import { validationError } from "../validation-error.ts";
import type { GivenItem } from "../values/read-attribute-value.ts";

/** The token that continues the same request after this key. */
export function nextToken(input: ExecuteStatementInput, last: object): string {
  return Buffer.from(JSON.stringify({ request: requestHash(input), last })).toString("base64url");
}

/** The key after which a request continues; undefined at its beginning. */
export function startOf(input: ExecuteStatementInput): GivenItem | undefined {
  if (!input.NextToken) return undefined;
  const token = parsed(input.NextToken);
  if (!token?.last) throw validationError("Invalid NextToken");
  if (token.request !== requestHash(input)) throw validationError("NextToken does not match request");
  return token.last;
}

/** What a token holds, which anyone may write: the key is checked like a request's. */
function parsed(text: string): { request?: unknown; last?: GivenItem } | undefined {
  try {
    const { request, last } = JSON.parse(Buffer.from(text, "base64url").toString());
    types("QueryInput")({ ExclusiveStartKey: last });
    return { request, last };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof AwsError) return undefined;
    throw error;
  }
}

function requestHash({ Statement, Parameters }: ExecuteStatementInput): string {
  return createHash("sha256")
    .update(JSON.stringify([Statement, Parameters]))
    .digest("base64url");
}
