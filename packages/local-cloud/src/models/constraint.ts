/** What AWS asks of a member beyond its type. Clients know none of it, so that it stands in a table of the service's. */
export interface Constraint {
  /** As if the model said so. */
  readonly isRequired?: boolean;
  /** Of a text, list or map. */
  readonly leastLength?: number;
  readonly mostLength?: number;
  /** That the whole of a text matches. */
  readonly pattern?: string;
  /** Lets an ARN take the place of a name. */
  readonly orArn?: boolean;
  /** In the order in which AWS lists them. */
  readonly words?: readonly string[];
  /** Of a number. */
  readonly least?: number;
  readonly most?: number;
  /** Of a map. */
  readonly keys?: Constraint;
  /** Of a map or list. */
  readonly values?: Constraint;
  /** Whose value no error quotes: it may be a patient's. */
  readonly isPrivate?: boolean;
  /** Of a list whose elements the operation checks one by one, as each fails alone. */
  readonly isApart?: boolean;
}

/** The constraints of a service. */
export interface ServiceConstraints {
  /** By the member's name, or by `Structure.Member` where structures differ. */
  readonly members: Readonly<Record<string, Constraint>>;
  /** Members of structures in the order in which AWS reports them, where it is not the model's. */
  readonly orders: Readonly<Record<string, readonly string[]>>;
  /** Members that AWS has and the local cloud does not: refused by name. `Member` or `Structure.Member`. */
  readonly unsupported: readonly string[];
  /** Checks within unions too, which else are read where they are used. */
  readonly checksUnions?: boolean;
  /** Lets 0 and what is empty pass in members that are unsupported, as null and false do anyway. */
  readonly emptySaysNothing?: boolean;
}

/** Compiles a constraint to what of a value it is not content with, in AWS's words and order. */
export function compileBreaches(constraint: Constraint): (value: unknown) => readonly string[] {
  const { orArn, pattern, leastLength, mostLength, words, least, most } = constraint;
  const rules: [isKept: (value: unknown) => boolean, demand: string][] = [];
  if (pattern !== undefined) {
    // Patterns are Java's: without `u` JavaScript takes their escapes as Java does.
    const whole = new RegExp(`^(?:${pattern})$`, /\\[pPu]/.test(pattern) ? "u" : "");
    rules.push([
      value => typeof value !== "string" || whole.test(value),
      `Member must satisfy regular expression pattern: ${pattern}`,
    ]);
  }
  if (leastLength !== undefined)
    rules.push([
      value => lengthOf(value) >= leastLength,
      `Member must have length greater than or equal to ${leastLength}`,
    ]);
  if (mostLength !== undefined)
    rules.push([value => lengthOf(value) <= mostLength, `Member must have length less than or equal to ${mostLength}`]);
  if (words)
    rules.push([value => words.includes(String(value)), `Member must satisfy enum value set: [${words.join(", ")}]`]);
  if (least !== undefined)
    rules.push([
      value => typeof value !== "number" || value >= least,
      `Member must have value greater than or equal to ${least}`,
    ]);
  if (most !== undefined)
    rules.push([
      value => typeof value !== "number" || value <= most,
      `Member must have value less than or equal to ${most}`,
    ]);
  return value => {
    if (orArn && typeof value === "string" && value.startsWith("arn:")) return NONE;
    let found: string[] | undefined;
    for (const [isKept, demand] of rules)
      if (!isKept(value)) {
        found ??= [];
        found.push(demand);
      }
    return found ?? NONE;
  };
}

const NONE: readonly string[] = [];

/** All that a constraint on the keys or values of a map asks, which AWS lists whichever of it is broken. */
export function demands({ mostLength, leastLength, pattern, words }: Constraint): string {
  const texts = [
    ...(mostLength === undefined ? [] : [`Member must have length less than or equal to ${mostLength}`]),
    ...(leastLength === undefined ? [] : [`Member must have length greater than or equal to ${leastLength}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
    ...(words === undefined ? [] : [`Member must satisfy enum value set: [${words.join(", ")}]`]),
  ];
  return `[${texts.join(", ")}]`;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}
