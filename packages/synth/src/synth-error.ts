/**
 * Something is wrong with the program or its surroundings, not with this tool: printed without a stack trace.
 * `problems` has one line per finding, each starting with `file:line:column` where it is known.
 */
export class SynthError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join("\n"), options);
    this.name = "SynthError";
    this.problems = problems;
  }
}
