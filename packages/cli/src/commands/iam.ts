import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { formatDiagnostics } from "@tributary/contract-tools/format-diagnostics";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { publishPolicies } from "@tributary/contract-tools/publish-policies";
import { readWiring } from "@tributary/contract-tools/wiring/read-wiring";
import type { Command } from "commander";
import { contractsFolder } from "../contracts-folder.ts";
import { checkedGraph, configuredContracts, loadConfig } from "../load-config.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { sayJson } from "../say.ts";

interface Options {
  readonly contracts?: string;
  readonly graph?: string | boolean;
  readonly config?: string;
}

/** Adds `tributary iam`: least-privilege policies to publish, for each service or one. */
export function register(program: Command): void {
  program
    .command("iam")
    .description("Print the least-privilege PutEvents policy of each service, or of one")
    .argument("[service]", "service, as in x-service (default: all)")
    .option("--contracts <path>", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option(
      "--graph <file>",
      "resource graph to take the buses' ARNs from (default: of the first configured stage, if present)",
    )
    .option("--no-graph", "write placeholders for ARNs")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", "\nExamples:\n  npx tributary iam\n  npx tributary iam patient-registry --no-graph")
    .action((service: string | undefined, options: Options) => runCommand(() => iam(service, options)));
}

async function iam(service: string | undefined, { contracts, graph, config }: Options): Promise<number> {
  const loaded = await loadConfig(config);
  const root = contractsFolder(contracts ?? configuredContracts(loaded));
  const { model, diagnostics } = loadContracts(root);
  if (diagnostics.length > 0) process.stderr.write(formatDiagnostics(diagnostics, "stylish"));
  const file = checkedGraph(loaded, root, graph);
  const policies = publishPolicies(model, file === undefined ? undefined : wiringIn(file, model));
  const services = [...policies.keys()];
  if (service !== undefined && !policies.has(service)) {
    const known = new Set(model.operations.map(operation => operation.service));
    const what = known.has(service) ? `${service} sends no event` : `the contracts have no service ${service}`;
    throw new UsageError(`${what}; senders are ${services.join(", ") || "none"}`);
  }
  const shown = service === undefined ? Object.fromEntries(policies) : policies.get(service);
  sayJson(shown, 2);
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Without the graph that was asked for, the policies would name other buses. */
function wiringIn(graph: string, model: ContractModel) {
  const { wiring, diagnostics } = readWiring(graph, model);
  const [problem] = diagnostics;
  if (problem === undefined) return wiring;
  throw new UsageError(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
}
