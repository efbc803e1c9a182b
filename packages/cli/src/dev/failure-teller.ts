import { printable } from "@tributary/contract/printable";
import type { Activity } from "@tributary/local-cloud/kernel/service";

/** Reports each function that fails, once a reason: its messages only wait for redelivery meanwhile. */
export function failureTeller(problem: (text: string) => void): (failed: Activity) => void {
  const told = new Set<string>();
  return ({ name, reason = "an error of its own" }) => {
    const text = `${name} fails: ${printable(reason)}. Its messages are redelivered.`;
    if (told.has(text)) return;
    told.add(text);
    problem(text);
  };
}
