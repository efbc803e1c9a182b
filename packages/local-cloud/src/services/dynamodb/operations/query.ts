import type { OperationContext } from "../../../kernel/service.ts";
import type { QueryInput } from "../../../models/dynamodb-types.ts";
import type { Condition, Operand } from "../expressions/ast.ts";
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
    checkFilter(filter, table, index, binding) {
      const keys = keyAttributes((index ?? table).key).map(({ name }) => name);
      for (const operand of operandsOf(filter)) {
        const [name] = operand.kind === "path" ? binding.path(operand.path) : [];
        if (typeof name === "string" && keys.includes(name))
          throw validationError(
            `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
          );
      }
    },
  });
}

function operandsOf(condition: Condition): Operand[] {
  const plain = (operand: Operand): Operand => (operand.kind === "size" ? plain(operand.operand) : operand);
  switch (condition.kind) {
    case "and":
    case "or":
      return [...operandsOf(condition.left), ...operandsOf(condition.right)];
    case "not":
      return operandsOf(condition.inner);
    case "compare":
      return [condition.left, condition.right].map(plain);
    case "between":
      return [condition.operand, condition.low, condition.high].map(plain);
    case "in":
      return [condition.operand, ...condition.options].map(plain);
    case "function":
      return condition.operands.map(plain);
  }
}
