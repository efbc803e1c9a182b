import type { OperationContext, Service } from "../../kernel/service.ts";
import type { DescribePipeRequest } from "../../models/pipes-types.ts";
import { requestReader } from "../../models/request-reader.ts";
import { positionSchema } from "../../polling/positions.ts";
import { restJson } from "../../protocols/rest-json.ts";
import { constraints } from "./constraints.ts";
import { createPipe } from "./operations/create-pipe.ts";
import { deletePipe } from "./operations/delete-pipe.ts";
import { listPipes } from "./operations/list-pipes.ts";
import { startPipe, stopPipe } from "./operations/start-and-stop-pipe.ts";
import { updatePipe } from "./operations/update-pipe.ts";
import { pipeEngine } from "./pipe-engine.ts";
import { pipes, requirePipe } from "./pipe-store.ts";

const model = { model: "pipes", title: "EventBridge Pipes" };

/** EventBridge Pipes. https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html */
export const pipesService: Service = {
  name: "pipes",
  title: model.title,
  schema: pipes.schema + positionSchema("pipes"),
  wire: restJson({ ...model, signingName: "pipes" }),
  read: requestReader({ ...model, constraints, javaPackage: "com.amazonaws.pipes", longs: [] }),
  operations: {
    CreatePipe: createPipe,
    DeletePipe: deletePipe,
    DescribePipe: (input: DescribePipeRequest, context: OperationContext) => requirePipe(context, input.Name),
    ListPipes: listPipes,
    StartPipe: startPipe,
    StopPipe: stopPipe,
    UpdatePipe: updatePipe,
  },
  engines: context => [pipeEngine(context)],
};
