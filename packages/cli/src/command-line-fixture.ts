import { buildProgram } from "./program.ts";

/** How a run of the command line ended, and what it wrote. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown in place of the end of the process. */
class Ended extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`ended with ${status}`);
    this.status = status;
  }
}

/**
 * Runs the command line in this process, as `bin/tributary.js` does in its own, in a folder and with variables besides. A
 * process of its own takes longer to start than most commands to run; `main.test.ts` starts some. Runs one at a time.
 */
export async function runCommandLine(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { env, exit, exitCode, stdout, stderr } = process;
  const before = { cwd: process.cwd(), out: stdout.write, err: stderr.write };
  const written = { out: "", err: "" };
  const into = (stream: "out" | "err") => (text: string | Uint8Array) => {
    written[stream] += typeof text === "string" ? text : Buffer.from(text).toString();
    return true;
  };
  try {
    process.chdir(cwd);
    process.env = { ...env, NO_COLOR: "1", GITHUB_ACTIONS: "", ...variables };
    process.exitCode = undefined;
    process.exit = code => {
      throw new Ended(Number(code ?? 0));
    };
    stdout.write = into("out");
    stderr.write = into("err");
    const program = await buildProgram(args[0]);
    await program.parseAsync(args, { from: "user" });
    return { status: Number(process.exitCode ?? 0), stdout: written.out, stderr: written.err };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return { status: error.status, stdout: written.out, stderr: written.err };
  } finally {
    Object.assign(stdout, { write: before.out });
    Object.assign(stderr, { write: before.err });
    Object.assign(process, { env, exit, exitCode });
    process.chdir(before.cwd);
  }
}
