import { finding } from "../check/finding.ts";
import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { claimCheckStatement } from "./claim-check-statement.ts";
import { covers, type PublishGrant, publishGrants } from "./grants.ts";
import type { Unwired } from "./not-wired-yet.ts";
import { putEventsStatement } from "./put-events-statement.ts";
import type { Wiring } from "./read-wiring.ts";
import { busNamed } from "./routes.ts";

/** Whether every service may put exactly what it sends by contract on its bus: nothing wider, and nothing less. */
export function checkGrants({ document, operations }: ContractModel, wiring: Wiring, open: Unwired): Diagnostic[] {
  const grants = publishGrants(wiring);
  const sends = operations.filter(({ action }) => action === "send");
  const wide = grants.flatMap(grant =>
    excesses(grant, sends, wiring).map(excess => {
      const who = grant.services.length === 0 ? grant.role.name : grant.services.join(" and ");
      const fix = fixFor(grant.services[0]);
      return finding("grant-too-wide", wiring.source, grant.pointer, `${who} may ${excess}`, { fix });
    }),
  );
  const missing = sends
    .filter(operation => !open.operations.has(operation) && busNamed(wiring, operation.event.bus) !== undefined)
    .filter(operation => !grants.some(grant => covers(grant, operation, wiring)))
    .map(({ event, service, pointer }) => {
      const message = `no role in ${wiring.source.path} lets ${service} put ${event.detailType} on the bus ${event.bus}`;
      return finding("grant-missing", document, pointer, message, { fix: fixFor(service) });
    });
  return [
    ...wide,
    ...missing,
    ...missingClaims({ document, operations: operations.filter(each => !open.operations.has(each)) }, wiring),
  ];
}

/** Who may not write the data that travel by claim check with what it sends, or not read those of what it receives. */
function missingClaims(
  { document, operations }: Pick<ContractModel, "document" | "operations">,
  wiring: Wiring,
): Diagnostic[] {
  const claiming = operations.filter(({ event }) => event.claimCheck && busNamed(wiring, event.bus) !== undefined);
  return claiming.flatMap(({ action, event, service, pointer }) => {
    const { actions, prefixes } = claimCheckStatement(action, [event]) ?? { actions: [], prefixes: [] };
    const grants = actions.flatMap(each => publishGrants(wiring, each));
    const own = grants.filter(({ services }) => services.includes(service)).flatMap(({ resources }) => resources);
    // Of whichever bucket; all of a bucket is no sign of the right one, because every service may write to the quarantine.
    const covers = (resource: string) => resource === "*" || prefixes.some(prefix => resource.endsWith(`/${prefix}*`));
    if (own.some(covers)) return [];
    const deed = action === "send" ? "write" : "read";
    const message = `no role in ${wiring.source.path} lets ${service} ${deed} the claim-check data of ${event.detailType}`;
    return [finding("grant-missing", document, pointer, message, { fix: fixFor(service) })];
  });
}

function fixFor(service?: string): string {
  return `grant what \`${["npx tributary iam", service].filter(Boolean).join(" ")}\` prints, then run \`npx tributary synth\``;
}

/** What a grant allows beyond the contracts, each as what follows "may". */
function excesses(grant: PublishGrant, sends: readonly OperationModel[], wiring: Wiring): string[] {
  const own = sends.filter(({ service }) => grant.services.includes(service));
  const arnOf = ({ event }: OperationModel) => busNamed(wiring, event.bus)?.arn ?? "";
  const buses = new Set(own.map(arnOf));
  const here = own.filter(operation => grant.resources.includes(arnOf(operation)));
  const needed = putEventsStatement((here.length > 0 ? here : own).map(({ event }) => event));
  if (needed === undefined) return ["publish, but sends no event by contract"];
  const limits = needed.conditions.flatMap(({ variable, values }) => {
    const allowed = grant.conditions.StringEquals?.[variable];
    if (allowed === undefined || allowed.length === 0) return [`publish any ${variable.replace("events:", "")}`];
    return allowed
      .filter(value => !values.includes(value))
      .map(value => `publish the ${variable.replace("events:", "")} ${value}, which it does not send by contract`);
  });
  return [
    ...grant.actions
      .filter(action => action.toLowerCase() !== "events:putevents")
      .filter(action => /[*?]/.test(action))
      .map(action => `call ${action}, but needs only events:PutEvents`),
    ...grant.resources
      .filter(resource => !buses.has(resource))
      .map(resource => `publish to ${resource}, which is not a bus of its contracts`),
    ...limits,
  ];
}
