import { bakeOffTable } from "../conformance/bake-off-edits.ts";

// Prints the table that docs/compatibility.md holds: node test/bench/bake-off.ts
process.stdout.write(bakeOffTable());
