import { pathToFileURL } from "node:url";
import { observeReads } from "./observe-reads.ts";

// Tests run it with a program: it prints what the program read, and why it cannot be repeated.
const [program = "", packages = "", own = ""] = process.argv.slice(2);
const journal = observeReads({ packages, own: [program, own], rpcPort: 1 });
await import(pathToFileURL(program).href);
process.stdout.write(JSON.stringify({ reads: journal.reads(), reason: journal.reason() }));
