import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { DEFAULT_BEHAVIOUR } from "./behaviour.ts";
import { findDatastore } from "./datastore.ts";
import { matchReference } from "./search/match-reference.ts";

/** The target of a reference by criteria, or the fact that it has no single one. */
export type ReferenceMatch = { readonly literal: string } | { readonly literal: undefined; readonly several: boolean };

/** A function that resolves references by criteria (`Practitioner?identifier=…`) as the endpoint of a data store does in a transaction. */
export function referenceMatcher(context: CloudContext, datastoreId: string): (reference: string) => ReferenceMatch {
  const healthLake = { ...context, behaviour: DEFAULT_BEHAVIOUR, validate: () => [] };
  const datastore = findDatastore(context, datastoreId);
  return reference => {
    try {
      return { literal: matchReference({ context: healthLake, datastore, base: "", strong: false }, reference) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const issues = error.members.issue as readonly { readonly code?: string }[] | undefined;
      return { literal: undefined, several: issues?.[0]?.code === "multiple-matches" };
    }
  };
}
