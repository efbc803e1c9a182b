import type { OperationContext } from "../../../kernel/service.ts";
import type { Condition, Operand } from "../expressions/ast.ts";
import { keyAttributes } from "../item-key.ts";
import { type Input, optionalBoolean } from "../read-input.ts";
import { readKeyRange } from "../reads/key-range.ts";
import { pageAnswer } from "../reads/page-answer.ts";
import { validationError } from "../validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(input: Input, context: OperationContext): object {
  return pageAnswer(input, context, {
    hasKeyCondition: true,
    backwards: optionalBoolean(input, "ScanIndexForward") === false,
    range(table, index, keyCondition, binding) {
      if (keyCondition) return readKeyRange((index ?? table).key, keyCondition, binding);
      throw validationError(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
      );
    },
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
