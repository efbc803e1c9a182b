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
  const seen = new Set<FhirNotice>();
  /** A number counts as seen when its change is published: until then the notice comes again, or is missed. */
  const record = async (outcomes: readonly (NoticeOutcome | undefined)[]) => {
    const messages = messageOutcomes(about, outcomes);
    const news = notices.filter((notice, index) => messages[index]?.outcome === "done" && !seen.has(notice));
    await dependencies.eventNumbers.seen(news);
    for (const notice of news) seen.add(notice);
    return messages;
  };
  // What fails beside the confirmations is done again after them.
  const published = (outcomes: readonly (NoticeOutcome | undefined)[]) =>
    record(outcomes).then(
      () => {},
      () => {},
    );
  const outcomes = await dependencies.publishVersions(about.flat(), { deadline, published });
  return (await record(outcomes)).map(message => message ?? { outcome: "failed", error: "NoOutcome" });
}

/** The outcomes of messages about these changes; undefined while that of a change is. */
function messageOutcomes(
  about: readonly (readonly ResourceNotice[])[],
  outcomes: readonly (NoticeOutcome | undefined)[],
): (MessageOutcome | undefined)[] {
  const left = [...outcomes];
  return about.map(({ length }) => {
    const own = left.splice(0, length);
    const known = own.filter(outcome => outcome !== undefined);
    return known.length < length ? undefined : messageOutcome(known);
  });
}

/**
 * The outcome of a message: a partly failed notice is redelivered whole. Quarantined versions are quarantined already, one
 * by one.
 */
function messageOutcome(outcomes: readonly NoticeOutcome[]): MessageOutcome {
  const failed = outcomes.find(({ outcome }) => outcome === "failed");
  return failed?.outcome === "failed" ? { outcome: "failed", error: failed.error } : { outcome: "done" };
}
