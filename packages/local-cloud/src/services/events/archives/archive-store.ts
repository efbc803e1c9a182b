import type { CloudContext } from "../../../kernel/service.ts";
import { eventsArn } from "../event-arns.ts";
import { notFound } from "../events-errors.ts";

/** An archive as stored. */
export interface StoredArchive {
  readonly name: string;
  readonly bus: string;
  readonly description: string | null;
  readonly pattern: string | null;
  readonly retention_days: number;
  readonly kms_key: string | null;
  readonly created_at: number;
}

/** The archive of a name; `ResourceNotFoundException` if it does not exist. */
export function findArchive(context: CloudContext, name: string): StoredArchive {
  const archive = readArchives(context).find(candidate => candidate.name === name);
  if (!archive) throw notFound(`Archive ${name}`);
  return archive;
}

/** All archives, by name. */
export function readArchives(context: CloudContext): StoredArchive[] {
  return context.store.prepare("SELECT * FROM events_archives ORDER BY name").all() as unknown as StoredArchive[];
}

/** An archive as lists show it; times in seconds. */
export function summarizeArchive(context: CloudContext, archive: StoredArchive): object {
  const kept = context.store
    .prepare("SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(event)), 0) AS bytes FROM events_archived WHERE archive = ?")
    .get(archive.name);
  return {
    ArchiveName: archive.name,
    EventSourceArn: eventsArn(context, `event-bus/${archive.bus}`),
    State: "ENABLED",
    RetentionDays: archive.retention_days,
    SizeBytes: kept?.bytes,
    EventCount: kept?.n,
    CreationTime: archive.created_at / 1000,
  };
}
