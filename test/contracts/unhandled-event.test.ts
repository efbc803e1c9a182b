import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-unhandled-")));
afterAll(() => rmSync(folder, { recursive: true }));
symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({ extends: join(repository, "tsconfig.json"), include: ["handler.ts"] }),
);
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

/** What the compiler says of a consumer that handles these. */
function compiled(handlers: string): string[] {
  writeFileSync(
    join(folder, "handler.ts"),
    `import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { consumerPorts } from "@tributary/sst/consumer-ports";

export const consume = subscribe({
  service,
  receives,
  handlers: {
${handlers}
  },
  dependencies: () => consumerPorts("FhirSync", { service, receives }),
});
`,
  );
  const { stdout } = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", folder, "--noEmit"], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout.split("\n").filter(line => line !== "" && !line.startsWith(" "));
}

const handled = (...names: string[]) =>
  names.map(name => `    "${name}.v1": async event => console.log(event.metadata.eventId),`).join("\n");

test("a consumer that handles every event compiles", () => {
  expect(compiled(handled("PatientRecordChanged", "AddressChanged", "FhirResourceChanged"))).toEqual([]);
});

test("an event without a handler is one error, which names the event and the service", () => {
  const [first = "", ...others] = compiled(handled("PatientRecordChanged", "FhirResourceChanged"));
  expect(others).toEqual([]);
  expect(first).toMatch(
    /^handler\.ts\(8,3\): error TS2741: Property '"AddressChanged\.v1"' is missing in .* required in type 'Handlers<FhirSyncReceives, /,
  );
});

test("a consumer that handles nothing is one error, which names each event", () => {
  const [first = "", ...others] = compiled("");
  expect(others).toEqual([]);
  for (const name of ["PatientRecordChanged.v1", "AddressChanged.v1", "FhirResourceChanged.v1"])
    expect(first).toContain(`"${name}"`);
});
