import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate } from "@tributary/synth/evaluate";
import type { Graph } from "@tributary/synth/graph";
import { platformFolder } from "@tributary/synth/platform";

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** Whether programs can be evaluated here: the SST platform is installed. */
export const installed = existsSync(join(platformFolder(repository), "node_modules"));
if (!installed) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

/** The graph of a program outside the repository, whose `run` is this text; `work.ts` exports its handlers. */
export async function evaluated(run: string, handlers: readonly string[]): Promise<Graph> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-components-")));
  try {
    for (const part of [".sst", "node_modules"]) symlinkSync(join(repository, part), join(root, part));
    const app = `app: () => ({ name: "shop", home: "aws", providers: { aws: "7.20.0" } })`;
    writeFileSync(join(root, "sst.config.ts"), `export default $config({ ${app}, async run() {\n${run}\n} });\n`);
    writeFileSync(join(root, "work.ts"), handlers.map(name => `export const ${name} = () => {};\n`).join(""));
    writeFileSync(join(root, "package.json"), '{ "type": "module" }');
    return (await evaluate(root, ["dev"]))[0]!;
  } finally {
    rmSync(root, { recursive: true });
  }
}
