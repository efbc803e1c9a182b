import type { DataLoss } from "./data-losses.ts";
import { SynthError } from "./synth-error.ts";

/** A loss that somebody accepted with `--allow-replace`: reviewed with the change that causes it. */
export interface AcceptedLoss extends Pick<DataLoss, "resource" | "type" | "change"> {
  readonly stage: string;
}

/** Where accepted losses are kept, oldest first, unless the repository says otherwise. */
export const usualLossesFile = "infra/accepted-losses.json";

/** The accepted losses in the text of the file; none where there is no file. Throws a `SynthError` for any other text. */
export function parseAcceptedLosses(text: string | undefined, from = usualLossesFile): AcceptedLoss[] {
  if (text === undefined) return [];
  const value = parsed(text);
  if (!Array.isArray(value) || !value.every(isAcceptedLoss))
    throw new SynthError([`${from} is no list of accepted losses: restore it from git`]);
  return value;
}

export function renderAcceptedLosses(losses: readonly AcceptedLoss[]): string {
  const lines = losses.map(({ stage, resource, type, change }) => JSON.stringify({ stage, resource, type, change }));
  return `[\n${lines.join(",\n")}\n]\n`;
}

/**
 * What was accepted since a base: entries of the base count no longer, each once, so that an old acceptance never blesses
 * the same change a second time.
 */
export function acceptedSince(base: readonly AcceptedLoss[], now: readonly AcceptedLoss[]): AcceptedLoss[] {
  const left = base.map(accepted => JSON.stringify(accepted));
  return now.filter(accepted => {
    const at = left.indexOf(JSON.stringify(accepted));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isAcceptedLoss = (value: unknown): value is AcceptedLoss =>
  typeof value === "object" &&
  value !== null &&
  ["stage", "resource", "type", "change"].every(key => typeof (value as Record<string, unknown>)[key] === "string");
