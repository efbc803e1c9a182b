import type { OperationContext } from "../../../kernel/service.ts";
import type { ListPipesRequest } from "../../../models/pipes-types.ts";
import { pipeState, pipes } from "../pipe-store.ts";

/** Pipes by name, in pages of at most 100. The token is the last name of the page before. */
export function listPipes(input: ListPipesRequest, context: OperationContext): object {
  const found = pipes
    .all(context)
    .filter(
      pipe =>
        pipe.Name.startsWith(input.NamePrefix ?? "") &&
        pipe.Source.startsWith(input.SourcePrefix ?? "") &&
        pipe.Target.startsWith(input.TargetPrefix ?? "") &&
        (!input.DesiredState || pipe.DesiredState === input.DesiredState) &&
        (!input.CurrentState || pipe.CurrentState === input.CurrentState) &&
        pipe.Name > (input.NextToken ?? ""),
    );
  const page = found.slice(0, Math.min(input.Limit ?? 100, 100));
  return {
    Pipes: page.map(pipe => ({
      ...pipeState(pipe),
      Source: pipe.Source,
      Target: pipe.Target,
      ...(pipe.Enrichment ? { Enrichment: pipe.Enrichment } : {}),
    })),
    ...(found.length > page.length ? { NextToken: page.at(-1)?.Name } : {}),
  };
}
