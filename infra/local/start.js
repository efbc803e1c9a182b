import { enableCompileCache } from "node:module";

// Before anything else is imported: what is compiled once starts faster the next time. This file itself is JavaScript, since
// nothing of TypeScript's compiler need be loaded then.
enableCompileCache();
// Whoever read our output may stop reading, as `head` does; the run goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const { readOptions } = await import("./options.ts");
const options = readOptions(process.argv);
const { runCommand } = await import("@tributary/cli/run-command");
const { run } = await import("./run.ts");
await runCommand(() => run(options));
