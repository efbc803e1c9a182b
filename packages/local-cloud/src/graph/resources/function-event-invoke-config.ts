import { mirrored } from "../mirrored.ts";

/** aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig */
export const functionEventInvokeConfig = mirrored({
  service: "lambda",
  create: "PutFunctionEventInvokeConfig",
  inputs: ["functionName", "maximumRetryAttempts", "maximumEventAgeInSeconds", "destinationConfig"],
  kept: ["qualifier"],
});
