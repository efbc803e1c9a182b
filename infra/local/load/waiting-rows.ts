import { openScratch } from "../scratch.ts";
import type { RegistryWrite } from "./load.ts";

/** Writes for the registry that wait until their patient is known. */
export interface WaitingRows {
  /** Takes a patient's writes. They may go at once if the patient is known. */
  add(patient: string, writes: readonly RegistryWrite[]): void;
  /** The patient is known: what waits of it may go. Throws nothing, as the cloud calls it: `released` does instead. */
  release(patient: string): void;
  /** Nothing more is added: what may go ends once nothing waits. */
  end(): void;
  /** All of it may go. */
  releaseAll(): void;
  /** What may go, as soon as it may; writes of one patient in their order. Ends early when told to stop. */
  released(stop: AbortSignal): AsyncGenerator<RegistryWrite>;
  close(): void;
}

/** On disk: as many may wait as there are patients. */
const SCHEMA = `
CREATE TABLE writes (number INTEGER PRIMARY KEY, patient TEXT NOT NULL, text TEXT NOT NULL, released INTEGER NOT NULL);
CREATE INDEX writes_waiting ON writes (patient) WHERE released = 0;
CREATE INDEX writes_released ON writes (number) WHERE released = 1;
CREATE TABLE known (patient TEXT PRIMARY KEY) WITHOUT ROWID;
`;
/** Writes taken out at once. */
const PAGE = 100;

/** None yet. */
export function waitingRows(): WaitingRows {
  const scratch = openScratch(SCHEMA);
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  return {
    add(patient, writes) {
      const isKnown = scratch.get("SELECT 1 FROM known WHERE patient = ?", patient) !== undefined;
      const insert = "INSERT INTO writes (patient, text, released) VALUES (?, ?, ?)";
      for (const write of writes) scratch.run(insert, patient, JSON.stringify(write), Number(isKnown));
      if (isKnown) wake();
    },
    release(patient) {
      try {
        scratch.run("INSERT OR IGNORE INTO known VALUES (?)", patient);
        scratch.run("UPDATE writes SET released = 1 WHERE patient = ? AND released = 0", patient);
      } catch (error) {
        failure ??= { error };
      }
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    releaseAll() {
      scratch.run("UPDATE writes SET released = 1 WHERE released = 0");
      wake();
    },
    async *released(stop) {
      const woken = () => new Promise<void>(resolve => (wake = resolve));
      stop.addEventListener("abort", () => wake(), { once: true });
      while (!stop.aborted) {
        if (failure) throw failure.error;
        const page = [...scratch.each("SELECT * FROM writes WHERE released = 1 ORDER BY number LIMIT ?", PAGE)];
        for (const { number, text } of page) {
          if (stop.aborted) return;
          scratch.run("DELETE FROM writes WHERE number = ?", number ?? null);
          yield JSON.parse(String(text)) as RegistryWrite;
        }
        if (page.length > 0) continue;
        if (ended && scratch.get("SELECT 1 FROM writes LIMIT 1") === undefined) return;
        await woken();
      }
    },
    close: scratch.close,
  };
}
