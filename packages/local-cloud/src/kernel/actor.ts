/** What acts as a role without keys: a pipe, a rule's target, or a mapping for its function. */
export interface Actor {
  /** ARN of the role. */
  readonly role: string;
  /** What the role's session is called: the name of the pipe or the function. */
  readonly session: string;
  /** The service that uses a key in its name: `lambda`. */
  readonly via?: string;
  /** The service that assumes the role to act, where that is not known to be possible yet, and for which resource. */
  readonly assumed?: { readonly by: string; readonly for: string };
}
