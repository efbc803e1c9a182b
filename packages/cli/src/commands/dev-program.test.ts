import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { writeOrders } from "../dev/orders-fixture.ts";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const binary = join(repository, "packages/cli/bin/tributary.js");
const installed = existsSync(join(repository, ".sst/platform/node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

const PATIENCE = { timeout: 120_000 };

const program = (run: string) =>
  `export default $config({ app: () => ({ name: "shop", home: "aws" }), async run() {
  const { queues } = await import("./infra/queues.ts");
  queues();
  ${run}
} });
`;

describe.skipIf(!installed)("tributary dev with a program that changes", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-dev-program-")));
  let child: ChildProcess | undefined;
  afterAll(() => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("evaluates it where no graph is kept, applies what a save changes, and keeps what ran through one that is broken", async () => {
    const { write } = writeOrders(folder);
    symlinkSync(join(repository, ".sst"), join(folder, ".sst"));
    const stages = { local: { snapshot: "infra/kept.json", environment: { FIRST: "First" } } };
    write("tributary.config.json", JSON.stringify({ stages }));
    write("infra/queues.ts", `export const queues = () => new sst.aws.Queue(process.env.FIRST!);\n`);
    write("sst.config.ts", program(""));
    const started = spawn(process.execPath, [binary, "dev", "--port", "0", "--storage", "memory"], {
      ...{ cwd: folder, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "ignore", "pipe"] },
    });
    child = started;
    let said = "";
    started.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await expect.poll(() => said, PATIENCE).toContain("runs on http://127.0.0.1:");
    expect(said).toContain("Evaluating sst.config.ts for stage local: it has no graph yet.");

    write(
      "infra/queues.ts",
      `export const queues = () => [new sst.aws.Queue(process.env.FIRST!), new sst.aws.Queue("Second")];\n`,
    );
    await expect.poll(() => said, PATIENCE).toMatch(/Applied the program: created .*Second/);

    write("sst.config.ts", program("const = 3;"));
    await expect.poll(() => said, PATIENCE).toMatch(/sst\.config\.ts:4:9 [\s\S]*what ran before keeps running/);

    write("sst.config.ts", program(""));
    await expect.poll(() => said, PATIENCE).toContain("The program says the same.");
  });
});
