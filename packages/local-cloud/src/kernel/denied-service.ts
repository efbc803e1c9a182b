/** A call that an AWS service may not make for a resource, by the policy of what it calls. */
export interface DeniedService {
  /** `events.amazonaws.com` */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** ARN of what it calls for: a rule. */
  readonly source: string;
  /** As AWS puts denials. */
  readonly text: string;
  readonly isExplicit: boolean;
}
