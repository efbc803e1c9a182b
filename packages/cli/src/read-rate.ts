import { UsageError } from "./run-command.ts";

/** The number behind `--rate`. */
export function readRate(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--rate ${text} is not a number above 0`);
  return value;
}
