import type { OperationContext, Service } from "../../kernel/service.ts";
import { positionSchema } from "../../polling/positions.ts";
import { restJson } from "../../protocols/rest-json.ts";
import { createPipe } from "./operations/create-pipe.ts";
import { deletePipe } from "./operations/delete-pipe.ts";
import { listPipes } from "./operations/list-pipes.ts";
import { startPipe, stopPipe } from "./operations/start-and-stop-pipe.ts";
import { updatePipe } from "./operations/update-pipe.ts";
import { pipeEngine } from "./pipe-engine.ts";
import { pipes, requirePipe } from "./pipe-store.ts";

const listQuery = ["NamePrefix", "SourcePrefix", "TargetPrefix", "DesiredState", "CurrentState", "NextToken", "Limit"];

/** EventBridge Pipes. https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html */
export const pipesService: Service = {
  name: "pipes",
  title: "EventBridge Pipes",
  schema: pipes.schema + positionSchema("pipes"),
  wire: restJson("pipes", [
    { operation: "CreatePipe", method: "POST", path: "/v1/pipes/{Name}" },
    { operation: "DescribePipe", method: "GET", path: "/v1/pipes/{Name}" },
    { operation: "UpdatePipe", method: "PUT", path: "/v1/pipes/{Name}" },
    { operation: "DeletePipe", method: "DELETE", path: "/v1/pipes/{Name}" },
    { operation: "StartPipe", method: "POST", path: "/v1/pipes/{Name}/start" },
    { operation: "StopPipe", method: "POST", path: "/v1/pipes/{Name}/stop" },
    {
      operation: "ListPipes",
      method: "GET",
      path: "/v1/pipes",
      query: Object.fromEntries(listQuery.map(name => [name, name])),
    },
  ]),
  operations: {
    CreatePipe: createPipe,
    DeletePipe: deletePipe,
    DescribePipe: (input: { Name: string }, context: OperationContext) => requirePipe(context, input.Name),
    ListPipes: listPipes,
    StartPipe: startPipe,
    StopPipe: stopPipe,
    UpdatePipe: updatePipe,
  },
  engines: context => [pipeEngine(context)],
};
