import { expect, test } from "vitest";
import { configProblems } from "./config-problems.ts";

const said = (config: unknown) => configProblems(config).map(({ pointer, message }) => `${pointer} ${message}`);

test("takes what is documented, and nothing at all", () => {
  const full = {
    $schema: "./config.schema.json",
    sourcePrefix: "com.acme.",
    contracts: "agreed",
    program: "deploy/sst.config.ts",
    stages: { dev: "graphs/dev.json", prod: { snapshot: "graphs/prod.json", environment: { TRAIL: "off" } } },
    graph: false,
    failSeverity: "warning",
    rules: { "field-unbounded": "error", "schema-dialect": "error" },
    overrides: [{ files: ["agreed/**"], rules: { "event-size": "off" } }],
    erasures: ["src/erasure.ts"],
  };
  expect([said(full), said({})]).toEqual([[], []]);
});

test.each([
  [{ sourcePrefx: "com.acme." }, ["/sourcePrefx unknown setting sourcePrefx; did you mean sourcePrefix?"]],
  [{ colour: "red" }, ["/colour unknown setting colour"]],
  [
    { rules: { "field-unbound": "off" } },
    ["/rules/field-unbound there is no rule field-unbound; did you mean field-unbounded?"],
  ],
  [
    { overrides: [{ files: [], rules: { "event-sizes": "off" } }] },
    ["/overrides/0/rules/event-sizes there is no rule event-sizes; did you mean event-size?"],
  ],
  [{ rules: { "schema-dialect": "off" } }, ["/rules/schema-dialect schema-dialect cannot be turned down"]],
  [
    { rules: { "event-size": "of" } },
    ["/rules/event-size event-size should be error, warning, warn or off; did you mean off?"],
  ],
  [
    { failSeverity: "warnin" },
    ['/failSeverity failSeverity must be one of ["error","warning"]; did you mean warning?'],
  ],
  [{ graph: true }, ["/graph graph should be a path, or false"]],
  [{ contracts: 7 }, ["/contracts contracts must be string"]],
  [
    { stages: { dev: { snapshots: "a.json" } } },
    [
      "/stages/dev/snapshot stages.dev.snapshot is required",
      "/stages/dev/snapshots unknown setting snapshots; did you mean snapshot?",
    ],
  ],
  [
    { stages: { "feature/x": "a.json" } },
    ['/stages/feature~1x the stage "feature/x" is invalid: use letters, digits and inner hyphens'],
  ],
  [
    { sourcePrefix: "com.acme" },
    [
      '/sourcePrefix sourcePrefix should be words that end in dots, such as com.acme., and not begin with aws.: "com.acme"',
    ],
  ],
  [{ program: "infra/main.ts" }, ['/program program should be the path of an sst.config.ts: "infra/main.ts"']],
  [undefined, [" should export a configuration by default (defineConfig), or hold one"]],
])("says what is wrong with %j", (config, problems) => {
  expect(said(config)).toEqual(problems);
});
