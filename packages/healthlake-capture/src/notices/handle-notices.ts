import type { MessageOutcome } from "@tributary/bus/receive-messages";
import type { FhirNotice } from "@tributary/change-event/fhir-notice";
import type { PublishVersions } from "../versions/publish-versions.ts";
import type { NoticeOutcome, ResourceNotice } from "../versions/resource-notice.ts";
import type { EventNumbers } from "./event-numbers.ts";

/** Dependencies of `handleNotices`. */
export interface NoticeDependencies {
  readonly publishVersions: PublishVersions;
  readonly eventNumbers: EventNumbers;
}

/** Publishes the changes of notices, then records event numbers, so that gaps reveal lost notices. */
export async function handleNotices(
  notices: readonly FhirNotice[],
  { dependencies, deadline }: { readonly dependencies: NoticeDependencies; readonly deadline: number },
): Promise<readonly MessageOutcome[]> {
  const about = notices.map(({ changes }) =>
    changes.map(
      ({ resourceType, id, at = "" }): ResourceNotice => ({
        ...{ resourceType, id, origin: "subscription" },
        ...(!Number.isNaN(Date.parse(at)) && { at: Date.parse(at) }),
      }),
    ),
  );
  const outcomes = [...(await dependencies.publishVersions(about.flat(), { deadline }))];
  const messages = about.map(({ length }) => messageOutcome(outcomes.splice(0, length)));
  // A number counts as seen when its change is published: until then the notice comes again, or is missed.
  await dependencies.eventNumbers.seen(notices.filter((_, index) => messages[index]?.outcome === "done"));
  return messages;
}

/**
 * The outcome of a message: a partly failed notice is redelivered whole. Quarantined versions are quarantined already, one
 * by one.
 */
function messageOutcome(outcomes: readonly NoticeOutcome[]): MessageOutcome {
  const failed = outcomes.find(({ outcome }) => outcome === "failed");
  return failed?.outcome === "failed" ? { outcome: "failed", error: failed.error } : { outcome: "done" };
}
