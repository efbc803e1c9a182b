import { at, type Guardrail, resources, text } from "./graph-view.ts";
import { keyOf } from "./key-of.ts";
import { statements } from "./statements.ts";

/**
 * HealthLake can deliver its notices: it may publish on a bus with a rule and the data store's key, and the key admits both
 * HealthLake and EventBridge (docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html).
 */
export const noticesCanArrive: Guardrail = graph =>
  resources(graph, "FhirDatastore").flatMap(datastore => {
    const key = keyOf.FhirDatastore?.(datastore);
    const trusted = statements(graph)
      .filter(({ kind, effect }) => kind === "key" && effect === "Allow")
      .filter(({ actions }) => ["kms:Decrypt", "kms:GenerateDataKey"].every(action => actions.includes(action)))
      .map(({ principal }) => at(principal, "Service"));
    const untrusted = ["events.amazonaws.com", "healthlake.amazonaws.com"].filter(name => !trusted.includes(name));
    const hearing = resources(graph, "EventBus").filter(
      ({ id, inputs }) =>
        inputs.kmsKeyIdentifier === key &&
        resources(graph, "EventRule").some(rule => rule.inputs.eventBusName === id) &&
        resources(graph, "EventBusPolicy").some(
          policy =>
            policy.inputs.eventBusName === id &&
            text(policy, "policy").includes('"Service":"healthlake.amazonaws.com"'),
        ),
    );
    return [
      ...untrusted.map(name => `${datastore.name}: its key does not let ${name} work`),
      ...(hearing.length > 0 ? [] : [`${datastore.name}: no bus with a rule, under its key, lets HealthLake send`]),
    ];
  });
