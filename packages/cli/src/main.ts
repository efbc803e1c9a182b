import { buildProgram } from "./program.ts";

// A reader that stops early, as `head` does, is no error.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

// bin/tributary.js, which may have started this process, is gone.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

const program = await buildProgram(process.argv[2]);
await program.parseAsync();
