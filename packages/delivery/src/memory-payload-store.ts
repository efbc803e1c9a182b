import type { PayloadStore } from "./payload-store.ts";

/** A store within one process, for tests and simulation, open to inspection. */
export interface MemoryPayloadStore extends PayloadStore {
  readonly objects: Map<string, Uint8Array>;
}

/** Makes an empty one. */
export function memoryPayloadStore(): MemoryPayloadStore {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    put: async (key, bytes) => void objects.set(key, bytes.slice()),
    get: async (key, most) => objects.get(key)?.slice(0, most + 1),
  };
}
