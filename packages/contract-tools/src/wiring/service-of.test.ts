import { expect, test } from "vitest";
import type { WiredResource, Wiring } from "./read-wiring.ts";
import { serviceOf } from "./service-of.ts";

const wiring = { services: new Set(["billing", "lab-orders"]) } as unknown as Wiring;
const ofFunction = (handler?: string, variables = {}) =>
  serviceOf({ handler, inputs: { environment: { variables } } } as unknown as WiredResource, wiring);

test.each([
  ["services/billing/handler.consume", "billing"],
  ["apps/lab-orders/src/main.consume", "lab-orders"],
  ["src/billing.consume", "billing"],
  ["billing/lab-orders/handler.consume", "lab-orders"],
  ["src/billing-api/handler.billing", undefined],
  ["services/intake/handler.consume", undefined],
])("the function of %s is of %s", (handler, service) => {
  expect(ofFunction(handler)).toBe(service);
});

test("what the environment says counts before the path", () => {
  expect(ofFunction("services/billing/handler.consume", { POWERTOOLS_SERVICE_NAME: "lab-orders" })).toBe("lab-orders");
  expect(ofFunction(undefined, { POWERTOOLS_SERVICE_NAME: "intake" })).toBe("intake");
  expect(serviceOf(undefined, wiring)).toBeUndefined();
});
