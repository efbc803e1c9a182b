import type { ComparisonAnswer } from "@tributary/bus/operate-comparison";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";

/** The result of comparing the registry's table with what was published. */
export interface RegistryComparison {
  /** Changes that had not been published, and are now. */
  readonly repaired: number;
  /** Items that can never be published, now in quarantine. */
  readonly quarantined: number;
  /** The name of the error that ended it early. */
  readonly failure?: string;
}

/** Retries of a failed slice; a retry publishes nothing twice. */
const ATTEMPTS = 3;

/** Has the operator's function compare the whole table, as `tributary reconcile --source registry` does. */
export async function compareRegistry(
  context: Pick<CloudContext, "call">,
  operator: string,
  stop: AbortSignal,
): Promise<RegistryComparison> {
  const sum = { repaired: 0, quarantined: 0 };
  let failures = 0;
  for (let cursor: object | undefined; !stop.aborted; ) {
    const Payload = JSON.stringify({ kind: "reconcile", ...(cursor && { cursor }) });
    const { FunctionError, Payload: answered } = (await context.call("lambda", "Invoke", {
      ...{ FunctionName: operator, Payload },
    })) as { FunctionError?: string; Payload?: string };
    const answer = JSON.parse(answered ?? "null") as ComparisonAnswer & { readonly errorType?: string };
    if (FunctionError !== undefined || answer.outcome === "refused") {
      if (++failures >= ATTEMPTS) return { ...sum, failure: answer.errorType ?? FunctionError ?? "a refusal" };
      continue;
    }
    for (const { repaired, quarantined } of Object.values(answer.counts)) {
      sum.repaired += repaired;
      sum.quarantined += quarantined;
    }
    if (answer.outcome === "done") return sum;
    cursor = answer.cursor;
  }
  return sum;
}
