/**
 * Writes docs/commands.md from the help of `npm start` and of every command of the `tributary` binary:
 * `node packages/cli/scripts/build-commands-page.ts [--check]`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { buildProgram } from "../src/program.ts";

const root = new URL("../../../", import.meta.url);
const output = new URL("docs/commands.md", root);

/** Pages that explain a command at length. */
const pages: Readonly<Record<string, readonly string[]>> = {
  import: ["import.md"],
  check: ["rules/README.md", "github-action.md"],
  compat: ["compatibility.md"],
  "pattern test": ["patterns.md"],
  "pattern explain": ["patterns.md"],
  synth: ["replacements.md"],
  cloud: ["../FIDELITY.md"],
  reconcile: ["healthlake.md", "registry-comparison.md"],
  backfill: ["healthlake.md"],
  erase: ["erasure.md"],
};

interface Section {
  readonly title: string;
  readonly summary: string;
  readonly help: string;
  readonly pages: readonly string[];
}

function sectionsOf(command: Command, name: string): readonly Section[] {
  const inner = command.commands.filter(found => found.name() !== "help");
  if (inner.length > 0) return inner.flatMap(found => sectionsOf(found, `${name} ${found.name()}`.trim()));
  let help = "";
  command.configureOutput({ writeOut: text => (help += text) }).configureHelp({ helpWidth: 100 });
  command.outputHelp();
  return [{ title: `tributary ${name}`, summary: command.description(), help, pages: pages[name] ?? [] }];
}

function startSection(): Section {
  const script = fileURLToPath(new URL("infra/local/start.js", root));
  const { status, stdout } = spawnSync(process.execPath, [script, "--help"], { encoding: "utf8" });
  if (status !== 0) throw new Error("npm start -- --help failed");
  return {
    title: "npm start",
    summary: "Run the whole system here, fed with FHIR resources",
    help: stdout,
    pages: ["identity.md"],
  };
}

const anchor = (title: string) => title.replaceAll(" ", "-");
const sections = [startSection(), ...sectionsOf(await buildProgram(), "")];
const text = `<!-- Generated from the commands' help by packages/cli/scripts/build-commands-page.ts. Do not edit. -->
# Commands

Run \`tributary\` commands with \`npx\` in the repository's folder, and pass \`npm start\`'s options after \`--\`.

| Command | What it does |
|---|---|
${sections.map(({ title, summary }) => `| [\`${title}\`](#${anchor(title)}) | ${summary} |`).join("\n")}

${sections
  .map(({ title, help, pages }) =>
    [
      `## ${title}`,
      ...(pages.length > 0 ? [`More: ${pages.map(page => `[${page.replace("../", "")}](${page})`).join(", ")}.`] : []),
      `\`\`\`text\n${help.trimEnd().replaceAll(/ +$/gm, "")}\n\`\`\``,
    ].join("\n\n"),
  )
  .join("\n\n")}
`;

if (!process.argv.includes("--check")) writeFileSync(output, text);
else if (readFileSync(output, "utf8") !== text) {
  process.stderr.write("stale: docs/commands.md; run: npm run docs:generate\n");
  process.exitCode = 1;
}
