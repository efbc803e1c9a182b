/** What is known of a request, by condition key in lower case; a key with several values has a list. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** Who asks. */
export type Principal =
  /** An AWS service, by itself: `events.amazonaws.com`. */
  | { readonly kind: "service"; readonly name: string }
  /** Nobody that signed. */
  | { readonly kind: "anonymous" }
  /** The root user of an account. */
  | { readonly kind: "root"; readonly account: string; readonly arn: string }
  | { readonly kind: "user"; readonly account: string; readonly arn: string }
  /** A session of a role: `arn` is the role's, `session` that of STS. */
  | { readonly kind: "role"; readonly account: string; readonly arn: string; readonly session: string };

/** One action on one resource. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN, or `*` for an action that is on no resource. */
  readonly resource: string;
  /** The account that the resource is in. */
  readonly account: string;
  readonly context: RequestContext;
}
