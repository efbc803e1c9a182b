/** A schema that cannot be used, by the caller's own mistake: what is wrong, and where in which version. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  /** Which of the schemas given: the `name` of its version. */
  readonly version: string;
  /** JSON Pointer into it. */
  readonly pointer: string;

  constructor(version: string, pointer: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.version = version;
    this.pointer = pointer;
  }
}

/** A schema that nests deeper, or refers on and on further, than ajv can compile. */
export class TooDeepError extends SchemaError {}

/** A schema that ajv would write too much code for. */
export class TooLargeError extends SchemaError {}
