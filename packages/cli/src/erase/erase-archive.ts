import {
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  type EventBridgeClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-eventbridge";
import { failure } from "./place-report.ts";

/** Options of `eraseArchive`. */
export interface EraseArchiveOptions {
  readonly events: EventBridgeClient;
  readonly now: () => number;
  /** When all events about the subject had been published; undefined if unknown. */
  readonly settledAt?: number | undefined;
  /** Delete the archive with everybody's events, and recreate it with the same settings. */
  readonly recreate: boolean;
}

/** Why an archive is not clean and what to do, or what was done; nothing if it was clean. */
export interface ArchiveFindings {
  readonly problem?: string;
  readonly note?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether an archive may hold events about a subject. No call can search it or delete one event from it, but it holds none
 * if it is younger than the last of them, or if its retention is shorter than their age.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
 */
export async function eraseArchive(ArchiveName: string, options: EraseArchiveOptions): Promise<ArchiveFindings> {
  const { events, now, settledAt, recreate } = options;
  try {
    const described = await events.send(new DescribeArchiveCommand({ ArchiveName }));
    const { CreationTime, RetentionDays = 0, EventSourceArn, Description, EventPattern, KmsKeyIdentifier } = described;
    // Times of EventBridge are in seconds.
    const isYounger = settledAt !== undefined && (CreationTime?.getTime() ?? 0) >= Math.floor(settledAt / 1000) * 1000;
    // Expired events leave within a day, by what is said of an archive's counts.
    const until = RetentionDays > 0 ? (settledAt ?? now()) + (RetentionDays + 1) * DAY_MS : undefined;
    if (isYounger || (until !== undefined && until <= now())) return {};
    if (!recreate) {
      const end = until === undefined ? "for ever" : `until ${new Date(until).toISOString().slice(0, 10)}`;
      return {
        problem: `may hold events about the subject ${end}: wait, or recreate it, which drops all of its events`,
      };
    }
    await events.send(new DeleteArchiveCommand({ ArchiveName }));
    await events.send(
      new CreateArchiveCommand({
        ...{ ArchiveName, EventSourceArn, RetentionDays, KmsKeyIdentifier },
        ...(Description && { Description }),
        ...(EventPattern && { EventPattern }),
      }),
    );
    return { note: "recreated: it holds no event of anybody now" };
  } catch (error) {
    if (error instanceof ResourceNotFoundException)
      return { problem: "is not there: `sst refresh`, then `sst deploy`" };
    return { problem: failure(error) };
  }
}
