import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Types that are no clinical data. HL7's package has thousands of definitions of FHIR itself. Bundles repeat other files or
 * collect definitions; the data store would act on a Subscription; the others are messages, not records.
 */
const LEFT_OUT = new Set(
  `ActivityDefinition Bundle CapabilityStatement ChargeItemDefinition CodeSystem CompartmentDefinition ConceptMap
  EventDefinition ExampleScenario GraphDefinition ImplementationGuide Library Measure MessageDefinition MessageHeader
  NamingSystem ObservationDefinition OperationDefinition OperationOutcome Parameters PlanDefinition Questionnaire
  ResearchDefinition ResearchElementDefinition SearchParameter SpecimenDefinition StructureDefinition StructureMap
  Subscription TerminologyCapabilities TestReport TestScript ValueSet ig package`.split(/\s+/),
);

/** The clinical part of HL7's official FHIR R4 examples, from their npm package: patients first, then by type. */
export function exampleFiles(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("hl7.fhir.r4.examples/package.json"));
  const isPatient = (name: string) => Number(!name.startsWith("Patient-"));
  return globSync("*-*.json", { cwd: folder })
    .filter(name => !LEFT_OUT.has(name.slice(0, name.indexOf("-"))))
    .sort((one, other) => isPatient(one) - isPatient(other) || (one < other ? -1 : 1))
    .map(name => join(folder, name));
}
