export const observation = (id: string) => ({
  resourceType: "Observation" as const,
  id,
  status: "final" as const,
  code: { coding: [{ system: "http://loinc.org", code: "29463-7", display: "Body weight" }] },
  subject: { reference: "Patient/p-1" },
  effectiveDateTime: "2026-01-01T00:00:00Z",
  valueQuantity: { value: 71.5, unit: "kg", system: "http://unitsofmeasure.org", code: "kg" },
});

/** Requests that write so many Observations, in a bundle. */
export const puts = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const resource = observation(`o-${from + index}`);
    return { method: "PUT" as const, url: `Observation/${resource.id}`, resource };
  });
