import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import type { Table } from "../stack/existing.ts";
import { changeCapture } from "./change-capture.ts";
import { changePipe } from "./change-pipe.ts";

interface TableCaptureArgs {
  /** A table with a stream of new and old images. */
  readonly table: Table;
  /** The generated operations of the service, which decide what may be published. */
  readonly sends: Operations;
  /** The module that exports `capture`, for a function on the stream, or `enrich`, for a pipe: `services/orders/handler`. */
  readonly handlers: string;
}

/** Captures the changes of a table as its stage asks for it: by `changeCapture`, named `<name>Capture`, or by `changePipe`. */
export function tableCapture(
  bus: EventBus,
  name: string,
  by: "stream" | "pipe",
  { table, sends, handlers }: TableCaptureArgs,
): void {
  if (by === "stream") changeCapture(bus, `${name}Capture`, { table, sends, handler: `${handlers}.capture` });
  else changePipe(bus, name, { table, sends, handler: `${handlers}.enrich` });
}
