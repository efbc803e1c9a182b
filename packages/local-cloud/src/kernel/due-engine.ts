import type { CloudContext, Engine } from "./service.ts";
import { storageTrouble } from "./storage-trouble.ts";
import { STORAGE_PROBE_MS } from "./watch-storage.ts";

/** Pause after a defect of the cloud itself, whose transaction was rolled back, in milliseconds. */
const DEFECT_PAUSE = 10_000;

/** Work that falls due at times that are stored. */
export interface DueWork {
  readonly name: string;
  /** Notified when something may be due earlier than before. */
  readonly signal: string;
  /** When the next is due, in epoch milliseconds; undefined for never. */
  next(): number | undefined;
  /** Does what is due. */
  run(): void;
  pending(): number;
}

/** An engine that runs at the earliest due time; it continues after defects, and when the storage works again. */
export function dueEngine({ clock, signals, defect }: CloudContext, work: DueWork): Engine {
  let alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  let forget = () => {};
  const arm = (at = work.next()) => {
    if (alarm && at !== undefined && alarm.at <= at) return;
    alarm?.cancel();
    alarm = at === undefined ? undefined : { at, cancel: clock.schedule(at, ring) };
  };
  const ring = () => {
    alarm = undefined;
    try {
      work.run();
      signals.notify("engine");
      arm();
    } catch (error) {
      defect(error);
      arm(clock.now() + (storageTrouble(error) ? STORAGE_PROBE_MS : DEFECT_PAUSE));
    }
  };
  return {
    name: work.name,
    start() {
      forget = signals.on(work.signal, () => arm());
      arm();
    },
    async stop() {
      forget();
      alarm?.cancel();
      alarm = undefined;
    },
    pending: work.pending,
  };
}

/** The one time that a query found; undefined for none. */
export function timeOf(row: Readonly<Record<string, unknown>> | undefined): number | undefined {
  return typeof row?.at === "number" ? row.at : undefined;
}
