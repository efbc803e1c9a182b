import type { SchemaCompiler } from "../check/schema-compiler.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { checkBusPolicies } from "./check-bus-policies.ts";
import { checkDeadLetters } from "./check-dead-letters.ts";
import { checkDelivery } from "./check-delivery.ts";
import { checkDeployment } from "./check-deployment.ts";
import { checkGrants } from "./check-grants.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkPatterns } from "./check-patterns.ts";
import { checkRoutes } from "./check-routes.ts";
import { checkSelection } from "./check-selection.ts";
import { checkSizes } from "./check-sizes.ts";
import { checkSubscriptions } from "./check-subscriptions.ts";
import { notWiredYet, unwired } from "./not-wired-yet.ts";
import type { Wiring } from "./read-wiring.ts";

/** Whether the deployed program keeps what the contracts say. */
export function checkWiring(model: ContractModel, wiring: Wiring, compiler: SchemaCompiler): Diagnostic[] {
  const open = unwired(model, wiring);
  return [
    ...notWiredYet(model, open),
    ...checkRoutes(model, wiring, open),
    ...checkDeadLetters(wiring),
    ...checkDeployment(wiring),
    ...checkDelivery(model, wiring),
    ...checkGrants(model, wiring, open),
    ...checkBusPolicies(model, wiring),
    ...checkInputs(model, wiring),
    ...checkSizes(model, wiring),
    ...checkPatterns(model, wiring, compiler),
    ...checkSubscriptions(model, wiring, compiler),
    ...checkSelection(model, wiring, compiler),
  ];
}
