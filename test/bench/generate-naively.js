// What a project would do without these tools: json-schema-to-typescript, and a standalone validator by ajv, for each schema.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import addFormats from "ajv-formats";
import { compile } from "json-schema-to-typescript";

const folder = resolve(process.argv[2], "schemas");
const out = resolve(process.argv[2], "naive");
mkdirSync(out, { recursive: true });
const read = name => JSON.parse(readFileSync(join(folder, name), "utf8"));
const metadata = "event-metadata.v1.schema.json";

for (const name of readdirSync(folder).filter(each => each !== metadata)) {
  const schema = read(name);
  const ajv = new Ajv2020({
    keywords: ["x-data-classification", "x-pattern-binds"],
    code: { source: true, esm: true },
  });
  addFormats.default(ajv);
  ajv.addSchema(read(metadata));
  writeFileSync(join(out, `${name}.js`), standalone.default(ajv, ajv.compile(schema)));
  const local = { ...schema, properties: { ...schema.properties, metadata: { $ref: join(folder, metadata) } } };
  writeFileSync(
    join(out, `${name}.d.ts`),
    await compile(local, name, { cwd: folder, declareExternallyReferenced: true }),
  );
}
