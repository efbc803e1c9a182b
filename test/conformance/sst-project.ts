import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { platformFolder } from "@tributary/synth/platform";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Whether the SST platform is installed here. */
export const isInstalled = existsSync(join(platformFolder(repository), "node_modules"));
if (!isInstalled) console.log("skipped: SST platform not installed (`npx tributary synth --install`)");

/** A project in a folder of its own, with the installed platform and packages of the repository. */
export interface SstProject {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs `tributary sst` there. */
  sst(...args: readonly string[]): Promise<Run>;
  /** Starts `tributary sst` there, which goes on until it is stopped. */
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Running;
  /** Runs a line of a shell there. */
  shell(line: string, environment?: Readonly<Record<string, string>>): Promise<Run>;
  remove(): void;
}

/** A process that has ended. */
export interface Run {
  readonly code: number | null;
  /** What it wrote to both streams. */
  readonly said: string;
}

/** A process that runs. */
export interface Running {
  /** What it has written to both streams so far. */
  said(): string;
  /** Resolves once it has written this, and rejects when it ends before. */
  says(text: RegExp): Promise<void>;
  /** As Ctrl-C does. */
  interrupt(): void;
  readonly ended: Promise<Run>;
}

/** What sst writes beside, or reads whole, is copied; the rest is too large. */
const linked = ["node_modules", "dist", "functions"];

/** What a project is made of: its own files, paths of the repository, or what `tributary init` writes. */
export interface ProjectSources {
  readonly files?: Readonly<Record<string, string>>;
  readonly copied?: readonly string[];
  readonly isNew?: true;
  /** The providers that its program names: for others sst would install the platform anew. */
  readonly providers: readonly string[];
}

const tributary = join(repository, "packages", "cli", "bin", "tributary.js");

/** Makes a project whose runs use the cloud at `endpoint`. */
export function sstProject(
  endpoint: string,
  { files = {}, copied = [], isNew, providers }: ProjectSources,
): SstProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-project-")));
  if (isNew) execFileSync(process.execPath, [tributary, "init", root, "--name", "clinic"], { stdio: "pipe" });
  const platform = platformFolder(repository);
  const isLinked = (path: string) => linked.some(name => path === join(platform, name));
  cpSync(platform, platformFolder(root), { recursive: true, filter: path => !isLinked(path) });
  for (const name of linked) symlinkSync(join(platform, name), join(platformFolder(root), name));
  const locked = JSON.parse(readFileSync(join(repository, ".sst", "provider-lock.json"), "utf8")) as { name: string }[];
  const lock = locked.filter(({ name }) => providers.includes(name));
  writeFileSync(join(root, ".sst", "provider-lock.json"), JSON.stringify(lock));
  for (const path of copied) cpSync(join(repository, path), join(root, path), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const write: SstProject["write"] = texts => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  if (!isNew) write({ "package.json": '{ "name": "project", "type": "module" }' });
  write(files);
  const start = (
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Running => {
    const { SST_STAGE: _stage, ...inherited } = process.env;
    const env = { ...inherited, AWS_ENDPOINT_URL: endpoint, NO_COLOR: "1", ...environment };
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const listening = new Set<() => void>();
    const tell = () => {
      for (const look of [...listening]) look();
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", text => {
        said += text;
        tell();
      });
    let isOver = false;
    const ended = new Promise<Run>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", code => {
        isOver = true;
        tell();
        resolve({ code, said });
      });
    });
    const says = (text: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (text.test(said)) resolve();
          else if (isOver) reject(new Error(`It ended without ${text}:\n${said}`));
          else return;
          listening.delete(look);
        };
        listening.add(look);
        look();
      });
    return { said: () => said, says, interrupt: () => child.kill("SIGINT"), ended };
  };
  const run: (...call: Parameters<typeof start>) => Promise<Run> = (...call) => start(...call).ended;
  return {
    ...{ root, write },
    sst: (...args) => run(process.execPath, [tributary, "sst", ...args]),
    start: (args, environment) => start(process.execPath, [tributary, "sst", ...args], environment),
    shell: (line, environment) => run("bash", ["-euo", "pipefail", "-c", line], environment),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
