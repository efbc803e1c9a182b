import type { OperationContext, Service } from "../../kernel/service.ts";
import type { GetEventSourceMappingRequest } from "../../models/lambda-types.ts";
import { requestReader } from "../../models/request-reader.ts";
import { positionSchema } from "../../polling/positions.ts";
import { keepingHost } from "../../protocols/request-host.ts";
import { restJson } from "../../protocols/rest-json.ts";
import { asyncEngine, asyncSchema } from "./async-engine.ts";
import { constraints } from "./constraints.ts";
import { functions } from "./function-store.ts";
import { mappingEngine } from "./mapping-engine.ts";
import { describeMapping, mappings, requireMapping } from "./mapping-store.ts";
import { addPermission } from "./operations/add-permission.ts";
import { createEventSourceMapping } from "./operations/create-event-source-mapping.ts";
import { createFunction } from "./operations/create-function.ts";
import { createFunctionUrlConfig } from "./operations/create-function-url-config.ts";
import { deleteEventSourceMapping } from "./operations/delete-event-source-mapping.ts";
import { deleteFunction } from "./operations/delete-function.ts";
import { deleteFunctionEventInvokeConfig } from "./operations/delete-function-event-invoke-config.ts";
import { deleteFunctionUrlConfig } from "./operations/delete-function-url-config.ts";
import { getFunction, getFunctionConfiguration } from "./operations/get-function.ts";
import { getFunctionEventInvokeConfig } from "./operations/get-function-event-invoke-config.ts";
import { getFunctionUrlConfig } from "./operations/get-function-url-config.ts";
import { getPolicy } from "./operations/get-policy.ts";
import { invoke } from "./operations/invoke.ts";
import { listEventSourceMappings } from "./operations/list-event-source-mappings.ts";
import { listFunctionEventInvokeConfigs } from "./operations/list-function-event-invoke-configs.ts";
import { listFunctionUrlConfigs } from "./operations/list-function-url-configs.ts";
import { listFunctions } from "./operations/list-functions.ts";
import { putFunctionConcurrency } from "./operations/put-function-concurrency.ts";
import { putFunctionEventInvokeConfig } from "./operations/put-function-event-invoke-config.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { updateEventSourceMapping } from "./operations/update-event-source-mapping.ts";
import { updateFunctionConfiguration } from "./operations/update-function-configuration.ts";
import { updateFunctionEventInvokeConfig } from "./operations/update-function-event-invoke-config.ts";
import { updateFunctionUrlConfig } from "./operations/update-function-url-config.ts";
import type { FunctionRuntime } from "./runtime/function-runtime.ts";
import { runtimeEngine } from "./runtime-engine.ts";
import { urlConfigs } from "./urls/url-config.ts";
import { unsupportedMember } from "./validate.ts";

const model = { model: "lambda", title: "Lambda" };
const wire = keepingHost(restJson({ ...model, signingName: "lambda" }));
const read = requestReader({
  ...model,
  constraints,
  javaPackage: "com.amazonaws.lambda",
  longs: [],
  unsupported: unsupportedMember,
});

/** How functions run, and whether they start ahead of their first invocation. */
export interface LambdaOptions {
  readonly runtime: FunctionRuntime;
  readonly prewarm?: boolean;
}

/** AWS Lambda: functions, their invocations, and event source mappings. The cloud's end is the runtime's end. */
export function lambdaService({ runtime, prewarm = false }: LambdaOptions): Service {
  return {
    name: "lambda",
    title: "Lambda",
    schema: functions.schema + urlConfigs.schema + asyncSchema + mappings.schema + positionSchema("lambda"),
    wire,
    read,
    operations: {
      AddPermission: addPermission,
      CreateEventSourceMapping: createEventSourceMapping,
      CreateFunction: createFunction,
      DeleteEventSourceMapping: deleteEventSourceMapping,
      DeleteFunction: deleteFunction,
      DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
      GetEventSourceMapping: (input: GetEventSourceMappingRequest, context: OperationContext) =>
        describeMapping(context, requireMapping(context, input.UUID)),
      GetFunction: getFunction,
      GetFunctionConfiguration: getFunctionConfiguration,
      GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
      GetPolicy: getPolicy,
      CreateFunctionUrlConfig: createFunctionUrlConfig,
      DeleteFunctionUrlConfig: deleteFunctionUrlConfig,
      GetFunctionUrlConfig: getFunctionUrlConfig,
      ListFunctionUrlConfigs: listFunctionUrlConfigs,
      UpdateFunctionUrlConfig: updateFunctionUrlConfig,
      Invoke: invoke(runtime),
      ListEventSourceMappings: listEventSourceMappings,
      ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
      ListFunctions: listFunctions,
      PutFunctionConcurrency: putFunctionConcurrency,
      PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
      RemovePermission: removePermission,
      UpdateEventSourceMapping: updateEventSourceMapping,
      UpdateFunctionConfiguration: updateFunctionConfiguration,
      UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
    },
    engines: context => [
      mappingEngine(context, runtime),
      asyncEngine(context, runtime),
      runtimeEngine(context, runtime, prewarm),
    ],
  };
}
