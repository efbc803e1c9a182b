// What a service would do without generated validators: compile both of them when it starts.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const schemas = ["event-metadata.v1", "patient-record-changed.v1"].map(stem =>
  JSON.parse(readFileSync(new URL(`../../contracts/schemas/${stem}.schema.json`, import.meta.url), "utf8")),
);

export const validators = [false, true].map(allErrors => {
  const ajv = new Ajv2020({ allErrors, keywords: ["x-data-classification", "x-pattern-binds"] });
  addFormats.default(ajv);
  for (const schema of schemas) ajv.addSchema(schema);
  return ajv.getSchema(schemas[1].$id);
});
