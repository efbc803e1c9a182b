import { printable } from "@tributary/contract/printable";

/** A failed function, or one of its messages. */
export interface Failure {
  readonly name: string;
  /** The error's kind; its message may hold data. */
  readonly reason?: string;
  /** What to do, if known. */
  readonly advice?: string;
  /** `file:line:column` of its source, or of its handler. */
  readonly place?: string;
}

/** Reports each failing function once per reason and place; its messages wait for redelivery. */
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
