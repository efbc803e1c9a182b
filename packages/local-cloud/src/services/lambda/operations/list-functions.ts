import type { OperationContext } from "../../../kernel/service.ts";
import type { ListFunctionsRequest } from "../../../models/lambda-types.ts";
import { describeFunction } from "../describe-function.ts";
import { functions } from "../function-store.ts";

/** Functions by name, in pages of at most 50. The marker is the last name of the page before. */
export function listFunctions(input: ListFunctionsRequest, context: OperationContext): object {
  const size = Math.min(input.MaxItems ?? 50, 50);
  const found = functions.all(context).map(({ configuration }) => configuration);
  const left = found.filter(({ FunctionName }) => FunctionName > (input.Marker ?? ""));
  const page = left.slice(0, size);
  return {
    Functions: page.map(describeFunction),
    ...(left.length > page.length ? { NextMarker: page.at(-1)?.FunctionName } : {}),
  };
}
