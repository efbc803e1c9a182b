import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { Option } from "commander";

/** The option of every command that runs a graph: what becomes of a call that IAM on AWS would deny. */
export function iamOption(): Option {
  const modes: readonly IamMode[] = ["enforce", "warn", "off"];
  return new Option(
    "--iam <mode>",
    "calls that IAM on AWS denies: refuse them, run and report them once, or do not look",
  )
    .choices(modes)
    .default("enforce");
}
