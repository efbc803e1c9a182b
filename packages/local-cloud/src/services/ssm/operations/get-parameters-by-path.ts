import type { OperationContext } from "../../../kernel/service.ts";
import type { GetParametersByPathRequest } from "../../../models/ssm-types.ts";
import { described, parameters } from "../parameter.ts";

const PAGE = 10;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export function getParametersByPath(input: GetParametersByPathRequest, context: OperationContext): object {
  const path = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
  const below = parameters
    .all(context)
    .filter(({ name }) => name.startsWith(path) && (input.Recursive === true || !name.slice(path.length).includes("/")))
    .filter(({ name }) => name > (input.NextToken ?? ""));
  const page = below.slice(0, input.MaxResults ?? PAGE);
  const last = page.at(-1);
  return {
    Parameters: page.flatMap(({ name, versions }) => {
      const newest = versions.at(-1);
      return newest === undefined ? [] : [described(context, name, newest, input.WithDecryption === true)];
    }),
    ...(last !== undefined && page.length < below.length ? { NextToken: last.name } : {}),
  };
}
