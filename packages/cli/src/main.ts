import { buildProgram } from "./program.ts";

// A reader that stops early, as `head` does, is no error.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const program = await buildProgram(process.argv[2]);
await program.parseAsync();
