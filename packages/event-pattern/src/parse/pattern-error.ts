/**
 * A pattern that EventBridge would refuse: the user's fault, not a defect.
 * `message` is worded as the service words it, `reason` is its last part, `pointer` is the JSON Pointer of the offending part of the pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
export class PatternError extends Error {
  override readonly name = "PatternError";
  readonly code = "InvalidEventPatternException";
  readonly reason: string;
  readonly pointer: string;
  /** Where a text stops being JSON: how many characters (UTF-16 code units) stand before. */
  readonly offset: number | undefined;

  constructor(reason: string, pointer: string, options: ErrorOptions & { readonly offset?: number } = {}) {
    super(`Event pattern is not valid. Reason: ${reason}`, options);
    this.reason = reason;
    this.pointer = pointer;
    this.offset = options.offset;
  }
}
