import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));

/** A project whose sst is a script that must not run. */
function project(version: string, more: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), "tributary-sst-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const files = {
    "package.json": "{}",
    "node_modules/sst/package.json": JSON.stringify({ name: "sst", version }),
    [`node_modules/sst-${process.platform}-${process.arch}/bin/sst`]: "",
    ...more,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (args: readonly string[], env: object = {}, folder = ".") => {
    const { AWS_ENDPOINT_URL: _url, SST_STAGE: _stage, ...inherited } = process.env;
    const options = { cwd: join(root, folder), encoding: "utf8", env: { ...inherited, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [binary, "sst", ...args], options);
    return { status, said: stdout + stderr };
  };
}

it("refuses an sst whose calls it does not know, and says which one it does", () => {
  const { status, said } = project("4.18.2")(["deploy", "--stage", "one"]);
  expect([status, said]).toEqual([
    2,
    "tributary: sst 4.18.2 is installed here, and this needs 4.17.1: npm install -D -E sst@4.17.1\n",
  ]);
});

it.each<[string, readonly string[], object]>([
  ["an argument", ["deploy", "--stage=feature/x"], {}],
  ["the environment", ["deploy"], { SST_STAGE: "feature/x" }],
])("refuses a stage that cannot be one, from %s", (_where, args, env) => {
  const { status, said } = project("4.17.1")(args, env);
  expect([status, said]).toEqual([
    2,
    'tributary: the stage "feature/x" is invalid: use letters, digits and inner hyphens\n',
  ]);
});

it("refuses to run below the program, where its state would be another", () => {
  const run = project("4.17.1", { "sst.config.ts": "", "services/a.ts": "" });
  const { status, said } = run(["deploy", "--stage", "one"], {}, "services");
  expect([status, said]).toEqual([
    2,
    expect.stringMatching(/^tributary: there is no sst\.config\.ts in (.+)\/services; run it in \1\n$/),
  ]);
});

it("says what to do where no local cloud answers, and where its port is taken", async () => {
  const run = project("4.17.1");
  const gone = run(["deploy", "--stage", "one"], { AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  expect([gone.status, gone.said]).toEqual([
    2,
    "tributary: nothing answers at http://127.0.0.1:9: start it with `npx tributary cloud`\n",
  ]);
  const server = createServer();
  onTestFinished(() => void server.close());
  const port = await new Promise<number>(resolve =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
  );
  const taken = run(["--port", String(port), "deploy", "--stage", "one"]);
  expect([taken.status, taken.said]).toEqual([
    2,
    `tributary: port ${port} of 127.0.0.1 is taken: stop what listens there, or choose another with --port\n`,
  ]);
});
