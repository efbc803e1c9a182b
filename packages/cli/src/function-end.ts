import { loggableName } from "@tributary/contract/error-name";

/**
 * The `errorType` of a failed function, safe to print: an error's name may be anything, so only known ones pass, and
 * Lambda's own, such as `Sandbox.Timedout`. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export function functionEnd(errorType: string | undefined): string | undefined {
  return /^(?:Function|Runtime|Sandbox)[.][A-Za-z]+$/.test(errorType ?? "") ? errorType : loggableName(errorType);
}
