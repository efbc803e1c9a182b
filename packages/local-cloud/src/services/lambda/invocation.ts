/** The request of Invoke; `Payload` is JSON text. */
export interface InvokeInput {
  FunctionName: string;
  InvocationType?: string;
  LogType?: string;
  Payload?: string;
}

/** The answer of Invoke, with `Payload` as JSON text and the log's tail as plain text. */
export interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly Payload?: string;
  readonly ExecutedVersion?: string;
}
