/** What a message of SST's live protocol is. Both sides count from 0. */
export const MESSAGE = { init: 0, ping: 1, next: 2, response: 3, error: 4, reboot: 5, initError: 6 } as const;

/** A message of SST's live protocol, whole. */
export interface LiveMessage {
  readonly type: number;
  readonly id: string;
  /** Who sent it: a worker's id, or `dev`. */
  readonly source: string;
  readonly body: string;
}

/** Bytes of a body in one packet: in base64 it fits into an event of AppSync. */
const CHUNK_BYTES = 128 * 1024;

/** The packets of a message, as JSON: its body in base64, cut so that each fits into an event. */
export function packetsOf({ type, id, source, body }: LiveMessage): string[] {
  const bytes = Buffer.from(body);
  const count = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const data = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES).toString("base64");
    return JSON.stringify({ type, source, id, index, data, final: index === count - 1 });
  });
}

interface Packet extends Omit<LiveMessage, "body"> {
  readonly index: number;
  readonly data: string;
  readonly final: boolean;
}

/** Puts packets together again, in whatever order they come; `onMessage` gets each message once it is whole. */
export function packetReader(onMessage: (message: LiveMessage) => void): (packet: string) => void {
  const open = new Map<string, Map<number, Packet>>();
  return text => {
    const packet = JSON.parse(text) as Packet;
    const at = `${packet.type} ${packet.id}`;
    const packets = open.get(at) ?? new Map<number, Packet>();
    open.set(at, packets.set(packet.index, packet));
    const parts: Buffer[] = [];
    for (let index = 0; ; index++) {
      const part = packets.get(index);
      if (part === undefined) return;
      parts.push(Buffer.from(part.data, "base64"));
      if (part.final) break;
    }
    open.delete(at);
    const { type, id, source } = packet;
    onMessage({ type, id, source, body: Buffer.concat(parts).toString("utf8") });
  };
}
