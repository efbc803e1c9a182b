import { enableCompileCache } from "node:module";

// Before anything else is imported: what is compiled once starts faster the next time.
enableCompileCache();
const { readOptions } = await import("./options.ts");
const options = readOptions(process.argv);
const { run } = await import("./run.ts");
process.exitCode = await run(options);
