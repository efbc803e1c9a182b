import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { docsPage } from "@tributary/contract-tools/docs-page";
import type { Erasure } from "@tributary/delivery/erasure";
import { configured, type LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";

/** The erasures that the configured modules declare. */
export async function loadErasures(loaded: LoadedConfig): Promise<Erasure[]> {
  const { erasures = [] } = loaded.config;
  if (erasures.length === 0)
    throw new UsageError(
      `nobody says how data are erased: write modules that do, and list them under \`erasures\` in tributary.config.ts; ${docsPage("erasure.md")} shows one`,
    );
  return await Promise.all(
    erasures.map(async path => {
      const module = (await import(pathToFileURL(resolve(configured(loaded, path))).href)) as { erasure?: Erasure };
      if (typeof module.erasure !== "object") throw new UsageError(`${path} exports no \`erasure\``);
      return module.erasure;
    }),
  );
}
