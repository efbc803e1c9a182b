import type { AuthorizerOptions, IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { explainDenial } from "@tributary/local-cloud/authorization/explain-denial";
import { explainSignature } from "@tributary/local-cloud/authorization/explain-signature";
import type { Graph } from "@tributary/synth/graph";

/** Settings of a local cloud that holds calls to the roles of its graph, and reports each denial with what would allow it, and each signature that does not hold. */
export function heldToRoles(mode: IamMode, graph: () => Graph, problem: (text: string) => void): AuthorizerOptions {
  return {
    mode,
    onDenial: denial => problem(explainDenial(denial, graph())),
    onSignature: refusal => problem(explainSignature(refusal)),
  };
}
