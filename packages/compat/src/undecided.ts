/** Raised where no decision can be made: the keyword to blame, and where it stands. Caught where alternatives meet. */
export class Undecided extends Error {
  override readonly name = "Undecided";
  readonly keyword: string;
  readonly pointer: string;

  constructor(keyword: string, pointer: string) {
    super(`"${keyword}" at ${pointer || "the root"} is not decided`);
    this.keyword = keyword;
    this.pointer = pointer;
  }
}
