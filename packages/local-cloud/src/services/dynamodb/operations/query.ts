import type { OperationContext } from "../../../kernel/service.ts";
import type { QueryInput } from "../../../models/dynamodb-types.ts";
import { keyAttributes } from "../item-key.ts";
import { pageAnswer } from "../reads/page-answer.ts";
import { validationError } from "../validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(input: QueryInput, context: OperationContext): object {
  return pageAnswer(input, context, {
    expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
    check() {
      if ((input.KeyConditionExpression ?? undefined) === undefined)
        throw validationError(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        );
    },
    backwards: input.ScanIndexForward === false,
    skips: () => () => false,
    checkFilter(paths, key) {
      const keys = keyAttributes(key).map(({ name }) => name);
      const found = paths.map(([name]) => String(name)).find(name => keys.includes(name));
      if (found !== undefined)
        throw validationError(
          `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${found}`,
        );
    },
  });
}
