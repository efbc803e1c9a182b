import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Erasure } from "@tributary/delivery/erasure";
import { configured, type LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";

/** The erasures that the configured modules declare. */
export async function loadErasures(loaded: LoadedConfig): Promise<Erasure[]> {
  const { erasures = [] } = loaded.config;
  if (erasures.length === 0)
    throw new UsageError("nobody says how data are erased: name the modules under `erasures` in tributary.config.ts");
  return await Promise.all(
    erasures.map(async path => {
      const module = (await import(pathToFileURL(resolve(configured(loaded, path))).href)) as { erasure?: Erasure };
      if (typeof module.erasure !== "object") throw new UsageError(`${path} exports no \`erasure\``);
      return module.erasure;
    }),
  );
}
