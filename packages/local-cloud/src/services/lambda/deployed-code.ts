import type { OperationContext } from "../../kernel/service.ts";

/** What a deployment says of a function's code besides, in process and only there. */
export interface DeployedCode {
  readonly Code?: { readonly Folder?: string };
}

/** The folder that the handler is below, as a deployment says; over the wire, callers never choose it. */
export function deployedCode({ Code }: DeployedCode, { accessKeyId }: OperationContext): DeployedCode["Code"] {
  return accessKeyId === "" ? Code : undefined;
}
