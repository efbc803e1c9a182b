/** A piece of SQL with its parameters. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** A query for the numbers of documents that fulfil a criterion, and how few they may be expected to be. */
export interface Criterion extends Sql {
  /** 0 for one or few documents, more for more. */
  readonly rank: number;
}

/** Any of several queries. */
export function anyOf(criteria: readonly Criterion[]): Criterion {
  return {
    text: criteria.map(({ text }) => text).join(" UNION "),
    values: criteria.flatMap(({ values }) => values),
    rank: Math.max(...criteria.map(({ rank }) => rank)),
  };
}
