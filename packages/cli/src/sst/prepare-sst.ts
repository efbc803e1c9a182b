import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Prepares a folder for `XDG_CONFIG_HOME`, in which sst finds this project's engine where it would look for Pulumi, and so
 * downloads none.
 */
export function prepareSst(folder: string): void {
  const bin = join(folder, "sst", "bin");
  mkdirSync(bin, { recursive: true });
  const engine = fileURLToPath(new URL("./engine/main.ts", import.meta.url));
  const script = `#!/bin/sh\nexec '${quoted(process.execPath)}' '${quoted(engine)}' "$@"\n`;
  // Another run may start it meanwhile.
  const made = join(bin, `pulumi.${process.pid}`);
  writeFileSync(made, script, { mode: 0o755 });
  renameSync(made, join(bin, "pulumi"));
}

const quoted = (path: string) => path.replaceAll("'", `'\\''`);
