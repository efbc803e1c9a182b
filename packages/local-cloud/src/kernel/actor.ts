/** What acts as a role without keys: a pipe, or a mapping for its function. */
export interface Actor {
  /** ARN of the role. */
  readonly role: string;
  /** What the role's session is called: the name of the pipe or the function. */
  readonly session: string;
}
