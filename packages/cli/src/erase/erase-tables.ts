import type { ErasingTables, Erasure, TableErasure, TableFindings } from "@tributary/delivery/erasure";
import { failure, type PlaceReport, placeReport } from "./place-report.ts";

/** Findings about a subject in tables, and their consequences for other places. */
export interface TablesErased {
  readonly reports: readonly PlaceReport[];
  /** Why nothing may be erased yet. */
  readonly blocked?: string;
  /** Why no message may be erased: it may be a deletion that a consumer has yet to apply. */
  readonly messagesBlocked?: string;
  /** When everything about the subject had been published and applied, in epoch milliseconds. */
  readonly settledAt?: number;
}

interface Looked {
  readonly place: string;
  readonly table: TableErasure;
  /** Undefined when the table could not be read. */
  readonly found?: TableFindings;
  readonly problem?: string;
}

/** Searches every table. Erases if asked to, once the subject is gone from the source of record and its consumers. */
export async function eraseTables(
  key: string,
  erasures: readonly Erasure[],
  options: ErasingTables,
): Promise<TablesErased> {
  const all = erasures.flatMap(({ tables = {} }) => Object.entries(tables));
  const looked = await each(all, key, { ...options, apply: false });
  const blocked = reasonToWait(looked);
  const isApplied = options.apply && blocked === undefined;
  const copies = all.filter(([, { holds }]) => holds === "copies");
  const records = looked.filter(({ table }) => table.holds === "record");
  const done = isApplied ? [...records, ...(await each(copies, key, options))] : looked;
  const settled = done.flatMap(({ found }) => found?.settledAt ?? []);
  const messagesBlocked = blocked ?? (done.some(({ found }) => !found) ? "a table could not be read" : undefined);
  return {
    reports: done.map(one => report(one, { isApplied, kept: options.apply ? blocked : undefined })),
    ...(blocked !== undefined && { blocked }),
    ...(messagesBlocked !== undefined && { messagesBlocked }),
    ...(settled.length > 0 && { settledAt: Math.max(...settled) }),
  };
}

async function each(
  tables: readonly (readonly [string, TableErasure])[],
  key: string,
  options: ErasingTables,
): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const [place, table] of tables) {
    try {
      looked.push({ place, table, found: await table.erase(key, options) });
    } catch (error) {
      looked.push({ place, table, problem: failure(error) });
    }
  }
  return looked;
}

function reasonToWait(looked: readonly Looked[]): string | undefined {
  const records = looked.filter(({ table }) => table.holds === "record");
  if (records.some(({ found }) => found === undefined)) return "the source of record could not be read";
  if (records.some(({ found }) => found?.current !== 0)) return "the source of record still holds the subject";
  return looked.some(({ found }) => found && found.current > 0) ? "its deletion has not arrived everywhere" : undefined;
}

function report(
  { place, table, found, problem }: Looked,
  { isApplied, kept }: { readonly isApplied: boolean; readonly kept: string | undefined },
): PlaceReport {
  const { found: count = 0, current = 0 } = found ?? {};
  if (table.holds === "record")
    return placeReport({ place, kind: "record" }, { found: count }, [
      problem,
      current > 0 && "the source of record still holds the subject: delete it there first",
    ]);
  return placeReport({ place, kind: "table" }, { found: count, isErased: isApplied }, [
    problem,
    current > 0 &&
      `its deletion has not arrived (items that still hold the subject: ${current}): wait for it, or redrive it, and run again`,
    count > 0 && kept !== undefined && `kept: ${kept}`,
  ]);
}
