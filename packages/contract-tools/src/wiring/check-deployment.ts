import type { RuleId } from "@tributary/deployment-rules/refusal";
import { refusals } from "@tributary/deployment-rules/refusals";
import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { toPointer, valueAt } from "../source/json-pointer.ts";
import type { Wiring } from "./read-wiring.ts";

/** How to mend what a rule finds. */
const fixes: Readonly<Record<RuleId, string>> = {
  "name-too-long":
    "shorten the stage or the name, or name the resource with physicalName, which shortens it with a hash",
  "property-refused": "set a value that AWS takes",
  "visibility-too-short": "lengthen the queue's visibilityTimeoutSeconds to six times the function's timeout",
  "fifo-mismatch": "make both queues FIFO, or both standard, and give what FIFO queues ask for",
  "stream-not-enabled": "set streamEnabled and streamViewType of the table",
  "role-not-trusting": "let the role's assumeRolePolicy allow sts:AssumeRole to the service",
  "key-not-for-service": "add a statement for the service to the key's policy, as keyStatements of @tributary/sst does",
  "pattern-refused": "write a pattern that EventBridge takes",
  "quota-exceeded": "split it, or ask AWS to raise the quota and suppress this with that as the reason",
  "table-keys-differ": "describe exactly the attributes of the table's and its indexes' keys",
  "source-settings-refused": "leave out what the source does not take, and set what it needs",
};

/** Whether AWS takes every resource of the program, as far as AWS documents it: it refuses half way through a deployment. */
export function checkDeployment({ source, resources }: Wiring): Diagnostic[] {
  return refusals(resources).map(({ rule, resource, path, problem, page, isSilent }) => {
    const what = path.length === 0 ? resource.name : `the ${path.join(".")} of ${resource.name}`;
    const then = isSilent ? "; AWS takes it, and delivers nothing" : "";
    const pointer = nearest(source.value, resources.find(each => each === resource)?.pointer ?? "", path);
    return finding(rule, source, pointer, `${what} ${problem}${then} (${page})`, { fix: fixes[rule] });
  });
}

/** The place of an input, or of what it would be in: it may be missing, or within a JSON text. */
function nearest(graph: unknown, resource: string, path: readonly (string | number)[]): string {
  for (let length = path.length; length > 0; length--) {
    const pointer = `${resource}${toPointer(["inputs", ...path.slice(0, length)])}`;
    if (valueAt(graph, pointer) !== undefined) return pointer;
  }
  return resource;
}
