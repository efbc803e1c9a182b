import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { stageProblem } from "@tributary/synth/evaluate";
import { installPlatform, isPlatformInstalled, type SstInstallation, sstInstallation } from "@tributary/synth/platform";
import { SynthError } from "@tributary/synth/synth-error";
import { projectAbove } from "../project-above.ts";
import { UsageError } from "../run-command.ts";
import { say } from "../say.ts";
import { CloudRefusal, cloudClient } from "./cloud-client.ts";
import { ownCloud } from "./own-cloud.ts";
import { prepareSst } from "./prepare-sst.ts";
import { sstEnvironment } from "./sst-environment.ts";

/** Options of `tributary sst`, for a cloud of its own. */
export interface SstOptions {
  readonly port: number;
  readonly storage: string;
  readonly iam: IamMode;
}

/** The version of sst whose calls the engine knows. */
const SUPPORTED = "4.17.1";

const PROGRAM = "sst.config.ts";

/** What a deployment here does not show. */
const NOT_PROVEN =
  "Local: this deploys to a local cloud. Not proven that way: provider validation, IAM semantics, resource ordering, real creation.";

/** Runs the project's own sst against a local cloud, and returns its exit code. */
export async function runSst(args: readonly string[], options: SstOptions): Promise<number> {
  refuseSubfolder(process.cwd());
  const binary = supportedBinary(process.cwd());
  const stage = stageIn(args);
  const problem = stage === undefined ? undefined : stageProblem(stage);
  if (problem !== undefined) throw new UsageError(problem);
  await platformFor(process.cwd());
  const given = process.env.AWS_ENDPOINT_URL;
  const own = given === undefined || given === "" ? await ownCloud(process.cwd(), options) : undefined;
  try {
    const url = own?.url ?? given!;
    const { region, certificate } = await prepared(url);
    const config = resolve(".tributary", "sst", "config");
    prepareSst(config);
    const certificateFile = join(config, "certificate.pem");
    writeFileSync(certificateFile, certificate);
    say(`${NOT_PROVEN}\n`);
    return await exitCodeOf(
      binary,
      offTerminal(args),
      sstEnvironment({ url, region, config, certificate: certificateFile }, process.env),
    );
  } finally {
    await own?.stop();
  }
}

/** Sst would find the program above: its state, which lies in the folder of the caller, would be another. */
function refuseSubfolder(folder: string): void {
  const above = existsSync(join(folder, PROGRAM)) ? "" : projectAbove(PROGRAM, folder);
  if (above !== "") throw new UsageError(`there is no ${PROGRAM} in ${folder}${above}`);
}

/** Installs what sst would install by itself, and says so. */
async function platformFor(root: string): Promise<void> {
  if (!existsSync(join(root, PROGRAM)) || (await isPlatformInstalled(root))) return;
  await installPlatform(root, line => say(`${line}\n`)).catch(refuse);
}

/** The region and the certificate of a cloud that has been made ready for sst. */
async function prepared(url: string): Promise<{ region: string; certificate: string }> {
  try {
    const client = cloudClient(url);
    const { region } = await client.describe();
    await client.bootstrap();
    return { region, certificate: await client.certificate() };
  } catch (cause) {
    if (cause instanceof CloudRefusal) throw new UsageError(cause.message, { cause });
    throw cause;
  }
}

function supportedBinary(root: string): string {
  const { version, binary } = installation(root);
  if (version === SUPPORTED) return binary;
  throw new UsageError(
    `sst ${version} is installed here, and this needs ${SUPPORTED}: npm install -D -E sst@${SUPPORTED}`,
  );
}

function installation(root: string): SstInstallation {
  try {
    return sstInstallation(root);
  } catch (error) {
    return refuse(error);
  }
}

/** Without a terminal, the panes that `sst dev` draws cannot be: it prints plain lines then, unless another mode is asked for. */
function offTerminal(args: readonly string[]): readonly string[] {
  const [command, ...rest] = args;
  if (command !== "dev" || process.stdout.isTTY || rest.some(arg => arg.startsWith("--mode"))) return args;
  return [command, "--mode=basic", ...rest];
}

function refuse(cause: unknown): never {
  throw cause instanceof SynthError ? new UsageError(cause.message, { cause }) : cause;
}

/** The stage that the command line names, as sst reads it. */
function stageIn(args: readonly string[]): string | undefined {
  const at = args.indexOf("--stage");
  if (at >= 0) return args[at + 1];
  return args.find(arg => arg.startsWith("--stage="))?.slice("--stage=".length) ?? process.env.SST_STAGE;
}

function exitCodeOf(binary: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(binary, args, { stdio: "inherit", env });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to both.
  process.on("SIGINT", () => void (process.stdin.isTTY || child.kill("SIGINT")));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code, signal) => done(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
