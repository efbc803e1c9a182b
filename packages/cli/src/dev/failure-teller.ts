import { printable } from "@tributary/contract/printable";

/** A function that failed, or one of its messages. */
export interface Failure {
  readonly name: string;
  /** What may be said of the error: its kind. */
  readonly reason?: string;
  /** What to do, where that can be said. */
  readonly advice?: string;
  /** `file:line:column` of its source, or of its handler. */
  readonly place?: string;
}

/** Reports each function that fails, once a reason and place: its messages only wait for redelivery meanwhile. */
export function failureTeller(problem: (text: string) => void): (failed: Failure) => void {
  const told = new Set<string>();
  return ({ name, reason = "an error of its own", advice, place }) => {
    const at = place === undefined ? "" : ` at ${printable(place)}`;
    const said = `${printable(name)} fails: ${printable(reason)}${at}`.replace(/,$/, "");
    const text = [said, ...(advice === undefined ? [] : [printable(advice)]), "Its messages are redelivered."].join(
      ". ",
    );
    if (told.has(text)) return;
    told.add(text);
    problem(text);
  };
}
