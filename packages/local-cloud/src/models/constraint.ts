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
}

/** The constraints of a service. */
export interface ServiceConstraints {
  /** By the member's name, or by `Structure.Member` where structures differ. */
  readonly members: Readonly<Record<string, Constraint>>;
  /** Members of structures in the order in which AWS reports them, where it is not the model's. */
  readonly orders: Readonly<Record<string, readonly string[]>>;
  /** Members that AWS has and the local cloud does not: refused by name. `Member` or `Structure.Member`. */
  readonly unsupported: readonly string[];
}

/** What of a value a constraint is not content with, in AWS's words and order. */
export function* breaches(value: unknown, constraint: Constraint): Iterable<string> {
  if (typeof value === "string") {
    if (constraint.orArn && value.startsWith("arn:")) return;
    if (constraint.pattern !== undefined && !wholly(constraint.pattern).test(value))
      yield `Member must satisfy regular expression pattern: ${constraint.pattern}`;
  }
  const length = lengthOf(value);
  if (length < (constraint.leastLength ?? 0))
    yield `Member must have length greater than or equal to ${constraint.leastLength}`;
  if (length > (constraint.mostLength ?? length))
    yield `Member must have length less than or equal to ${constraint.mostLength}`;
  if (constraint.words && !constraint.words.includes(String(value)))
    yield `Member must satisfy enum value set: [${constraint.words.join(", ")}]`;
  if (typeof value !== "number") return;
  if (value < (constraint.least ?? value)) yield `Member must have value greater than or equal to ${constraint.least}`;
  if (value > (constraint.most ?? value)) yield `Member must have value less than or equal to ${constraint.most}`;
}

/** All that a constraint on the keys or values of a map asks, which AWS lists whichever of it is broken. */
export function demands({ mostLength, leastLength, pattern }: Constraint): string {
  const texts = [
    ...(mostLength === undefined ? [] : [`Member must have length less than or equal to ${mostLength}`]),
    ...(leastLength === undefined ? [] : [`Member must have length greater than or equal to ${leastLength}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
  ];
  return `[${texts.join(", ")}]`;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

const patterns = new Map<string, RegExp>();

function wholly(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`, "u");
    patterns.set(pattern, compiled);
  }
  return compiled;
}
