import { nameOf as anonymousName } from "@tributary/iam-policy/denial-text";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import type { Denial } from "./authorizer.ts";
import { ROLE, readRole } from "./roles.ts";

/** A denial for who runs the program: AWS's text, and what in the SST program would allow the call. */
export function explainDenial(denial: Denial, graph: Graph): string {
  return `IAM on AWS denies this: ${denial.text}. ${advice(denial, graph)}`;
}

const AGAIN = "then run: npx tributary synth";
/** Who acts without a signature. */
const ANONYMOUS = anonymousName({ kind: "anonymous" });

function advice(denial: Denial, graph: Graph): string {
  const { action, resource, role, isExplicit, missing, source } = denial;
  if (isExplicit) return "A statement denies it, so no grant can allow it.";
  if (role === ANONYMOUS) return "Sign the request, or open the resource to everyone by its policy.";
  if (source !== undefined || action === "sts:AssumeRole") return forService(denial, graph);
  const holder = graph.resources.find(one => one.type === ROLE && one.name === role);
  const who = holder ? componentOf(holder) : role;
  if (missing === "resource" && action.startsWith("kms:"))
    return `If ${who} is to do that, let the policy of ${nameOf(resource, graph)} leave it to the account: add { Effect: "Allow", Principal: { AWS: "arn:aws:iam::${graph.account}:root" }, Action: "${action}", Resource: "*" }, ${AGAIN}`;
  if (missing === "boundary" || missing === "session")
    return `The ${missing === "boundary" ? "permissions boundary" : "policy of the session"} of ${who} does not allow it, so no grant can.`;
  if (action === "events:PutEvents")
    return `If ${who} is to send that event, add a send operation to its contract, then run: npx tributary generate && npx tributary synth`;
  const unknown = holder ? readRole(holder, graph.resources).unknown : [];
  const besides = unknown.length > 0 ? ` The local cloud does not know what ${unknown.join(", ")} allows.` : "";
  return `If ${who} is to do that, add ${grantFor(action, resource, graph)} to its \`uses\`, ${AGAIN}.${besides}`;
}

/** What lets a service do something by itself: a statement in the policy of what it calls, or in the trust of a role. */
function forService({ action, resource, role: service, source = "" }: Denial, graph: Graph): string {
  const [what, who] = [nameOf(resource, graph), nameOf(source, graph)];
  const principal = `Principal: { Service: "${service}" }`;
  if (action === "sts:AssumeRole")
    return `If ${what} is for ${service}, add to its assumeRolePolicy { Effect: "Allow", ${principal}, Action: "${action}" }, ${AGAIN}`;
  if (action === "lambda:InvokeFunction")
    return `If ${who} is to do that, add new aws.lambda.Permission("${who}Invoke", { action: "${action}", function: ${what}.name, principal: "${service}", sourceArn: ${who}.arn }), ${AGAIN}`;
  const condition = `Condition: { ArnLike: { "aws:SourceArn": ${who}.arn } }`;
  return `If ${who} is to do that, add to the policy of ${what} { Effect: "Allow", ${principal}, Action: "${action}", Resource: "*", ${condition} }, ${AGAIN}`;
}

/** The call of `@tributary/sst` that gives an action. */
function grantFor(action: string, resource: string, graph: Graph): string {
  const held = heldBy(resource, graph);
  const [service, name = ""] = action.split(":");
  if (held !== undefined && service === "kms")
    return `permit({ actions: ["${action}"], resources: [${componentOf(held)}.arn] })`;
  if (held === undefined) return `permit({ actions: ["${action}"], resources: ["${resource}"] })`;
  const rest = resource.slice(String(arnOf(held)).length);
  if (service === "healthlake") return `mayCallDatastore(${componentOf(held)}, "${name}")`;
  if (rest.startsWith("/index/"))
    return `grantOnIndex(${componentOf(held)}, "${rest.slice("/index/".length)}", "${action}")`;
  if (rest !== "") return `permit({ actions: ["${action}"], resources: ["${resource}"] })`;
  return `grant(${componentOf(held)}, "${action}")`;
}

/** The resource that an ARN is of, or is in. */
function heldBy(arn: string, graph: Graph): GraphResource | undefined {
  return graph.resources
    .filter(one => {
      const own = arnOf(one);
      return typeof own === "string" && own !== "" && (own === arn || arn.startsWith(`${own}/`));
    })
    .sort((a, b) => String(arnOf(b)).length - String(arnOf(a)).length)[0];
}

const arnOf = ({ outputs }: GraphResource): unknown => outputs.arn ?? outputs.datastoreArn;

function nameOf(arn: string, graph: Graph): string {
  const held = heldBy(arn, graph);
  return held === undefined ? arn : componentOf(held);
}

/** As the program names it. */
const componentOf = ({ name, parent }: GraphResource): string => parent ?? name;
