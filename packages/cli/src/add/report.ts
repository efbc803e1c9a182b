/** What an addition did, for people. */
export interface Report {
  readonly done: string;
  /** Files, as seen from the current folder. */
  readonly written: readonly string[];
  readonly left: readonly string[];
}

/** A report as text. */
export const reportText = ({ done, written, left }: Report): string =>
  `${done}:\n${written.map(file => `  ${file}\n`).join("")}Left to do:\n${left.map(each => `  - ${each}\n`).join("")}`;
