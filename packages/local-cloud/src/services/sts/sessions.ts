import { records } from "../../kernel/records.ts";

/** A session of a role, by the access key that stands for it. */
export interface RoleSession {
  /** ARN of the role. */
  readonly role: string;
  readonly name: string;
  /** What its requests are signed with, and the token that goes with them; none in a storage folder of an earlier version. */
  readonly secret?: string;
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** A session policy, as JSON, that limits what the role may. */
  readonly policy?: string;
}

/** The sessions that AssumeRole has given, by access key id. */
export const sessions = records<RoleSession>("sts_sessions");
