/** The answer of Invoke, with `Payload` as JSON text. */
export interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  /** The log's tail, in base64. */
  readonly LogResult?: string;
  readonly Payload?: string;
  readonly ExecutedVersion?: string;
}
