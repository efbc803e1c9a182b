import { validateResource } from "@tributary/fhir/validate-resource";
import type { Finding } from "../fhir/outcome.ts";
import { checkStructure } from "./check-structure.ts";
import type { Resource } from "./resource.ts";

/** R4's schema does not have them as HealthLake takes them: a type of R5's, and a channel of its own. */
const OTHERWISE = ["SubscriptionTopic", "Subscription"];

/** The violations of a resource against HL7's definitions of FHIR R4. */
export function checkResource(resource: Resource): readonly Finding[] {
  if (OTHERWISE.includes(resource.resourceType)) return checkStructure(resource);
  const verdict = validateResource(resource);
  if (verdict.valid) return [];
  return verdict.violations.map(({ pointer, message }) => ({ pointer, message }));
}
