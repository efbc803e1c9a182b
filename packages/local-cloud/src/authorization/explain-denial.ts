import type { Graph, GraphResource } from "@tributary/synth/graph";
import type { Denial } from "./authorizer.ts";
import { ROLE } from "./roles.ts";

/** A denial for who runs the program: AWS's text, and what in the SST program would allow the call. */
export function explainDenial(denial: Denial, graph: Graph): string {
  return `IAM on AWS denies this: ${denial.text}. ${advice(denial, graph)}`;
}

function advice({ action, resource, role, isExplicit }: Denial, graph: Graph): string {
  if (isExplicit) return "A statement denies it, so no grant can allow it.";
  const holder = graph.resources.find(one => one.type === ROLE && one.name === role);
  const who = holder ? componentOf(holder) : role;
  if (action === "events:PutEvents")
    return `If ${who} is to send that event, add a send operation to its contract, then run: npx tributary generate && npx tributary synth`;
  return `If ${who} is to do that, add ${grantFor(action, resource, graph)} to its \`uses\`, then run: npx tributary synth`;
}

/** The call of `@tributary/sst` that gives an action. */
function grantFor(action: string, resource: string, graph: Graph): string {
  const held = graph.resources
    .filter(({ outputs: { arn } }) => typeof arn === "string" && (arn === resource || resource.startsWith(`${arn}/`)))
    .sort((a, b) => String(b.outputs.arn).length - String(a.outputs.arn).length)[0];
  if (held === undefined) return `permit({ actions: ["${action}"], resources: ["${resource}"] })`;
  const [service, name = ""] = action.split(":");
  const rest = resource.slice(String(held.outputs.arn).length);
  if (service === "healthlake") return `mayCallDatastore(${componentOf(held)}, "${name}")`;
  if (rest.startsWith("/index/"))
    return `grantOnIndex(${componentOf(held)}, "${rest.slice("/index/".length)}", "${action}")`;
  if (rest !== "") return `permit({ actions: ["${action}"], resources: ["${resource}"] })`;
  return `grant(${componentOf(held)}, "${action}")`;
}

/** As the program names it. */
const componentOf = ({ name, parent }: GraphResource): string => parent ?? name;
