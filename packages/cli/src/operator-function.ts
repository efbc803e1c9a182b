import { existsSync } from "node:fs";
import { docsPage } from "@tributary/contract-tools/docs-page";
import { fitName } from "@tributary/contract-tools/name-limits";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { configured, keptFiles, loadConfig, mainGraph, mainStage } from "./load-config.ts";
import { UsageError } from "./run-command.ts";

/** How a command line names an operator's function. */
export interface OperatorChoice {
  readonly function?: string;
  readonly stage?: string;
  readonly config?: string;
}

const STORE = "healthlake";

/**
 * The name of the function that compares or backfills a source, the FHIR data store unless one is given: as the graph of the
 * stage says, or of the first stage where the stage has none here. `UsageError` names the sources that there are.
 */
export async function operatorFunction(
  { function: named, ...choice }: OperatorChoice,
  source = STORE,
): Promise<string> {
  if (named !== undefined) return named;
  const loaded = await loadConfig(choice.config);
  const stage = choice.stage ?? mainStage(loaded);
  const kept = keptFiles(loaded)[stage];
  const file = kept === undefined ? mainGraph(loaded) : configured(loaded, kept);
  if (!existsSync(file))
    throw new UsageError(
      `there is no resource graph ${file} to name the function: run \`npx tributary synth\`, or give --function`,
    );
  const { app, links } = readGraph(file);
  const operators = Object.entries(links).flatMap(([name, { type }]) => {
    const of = type === "sst.aws.Function" ? /^(\w+)Operator$/.exec(name)?.[1] : undefined;
    return of === undefined ? [] : [[of === "HealthLake" ? STORE : kebab(of), name] as const];
  });
  const operator = operators.find(([name]) => name === source)?.[1];
  if (operator !== undefined) return fitName("function", `${app}-${stage}-${operator}`);
  const names = operators.map(([name]) => name).join(", ");
  const has = names === "" ? "it has none yet" : `its sources are ${names}`;
  const how = `a table becomes one by tableComparison of @tributary/sst/table-comparison, a data store by healthlakeCapture; see ${docsPage(source === STORE ? "healthlake.md" : "registry-comparison.md")}`;
  throw new UsageError(`${file} has no source ${source}; ${has}; ${how}`);
}

/** `PatientNotes` → `patient-notes`. */
const kebab = (name: string) => name.replace(/(?!^)[A-Z]/g, letter => `-${letter}`).toLowerCase();
