import type { Actor } from "./actor.ts";
import type { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { DeniedService } from "./denied-service.ts";
import type { Random } from "./random.ts";
import type { Signals } from "./signals.ts";
import type { Socket, SocketSession } from "./socket.ts";
import type { Store } from "./store.ts";
import type { Wire, WireRequest } from "./wire.ts";

/** The context of every service of one cloud: time, randomness, storage and the other services. */
export interface CloudContext {
  readonly region: string;
  readonly account: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly signals: Signals;
  /** Runs an operation of a service in process, as its HTTP endpoint would; operations that wait return a promise. */
  call(service: string, operation: string, input: object): unknown;
  /** Throws the `AwsError` of a denial, where a pipe or a mapping is about to do what its role may not. */
  holdToRole(actor: Actor, service: string, operation: string, input: object): void;
  /** Tells who runs the program what a service may not do. */
  deniedService(denied: DeniedService): void;
  /** Reports progress to whoever watches. Counts and resource names only, never data. */
  report(activity: Activity): void;
  /** Tells of a defect of the cloud itself that an engine met and goes on after. */
  defect(error: unknown): void;
  readonly faults: Faults;
}

/** One request, after its wire format. */
export interface OperationContext extends CloudContext {
  readonly requestId: string;
  /** Access key id that signed the request; empty when unsigned. */
  readonly accessKeyId: string;
  /** Why the caller may not do one part of a request, told as a request of its own; undefined where it may. */
  readonly refusal?: Refusal;
}

/** Decides about an operation as if it came by itself. */
export type Refusal = (operation: string, input: object) => AwsError | undefined;

/**
 * One API operation: plain input in, plain output out, `AwsError` thrown.
 * Members are named as the service's API names them; blobs are as the wire has them (base64 in JSON protocols).
 */
export type Operation = (input: never, context: OperationContext) => unknown;

/** Work between requests: deliveries, pollers, sweepers. Its state is in the store; a start resumes it. */
export interface Engine {
  readonly name: string;
  start(): void;
  /** Ends without losing anything: work in hand is finished or left for the next start. */
  stop(): Promise<void>;
  /** How much there is still to do before this part is at rest; 0 at rest. Records, messages or calls. */
  pending(): number;
  /** Whether anything is pending, where that is cheaper to tell than how much. */
  busy?(): boolean;
}

/** One AWS service. */
export interface Service {
  /** As in signatures and ARNs: `dynamodb`, `events`, `sqs`, `s3`, `lambda`, `pipes`. */
  readonly name: string;
  /** Name for people: `DynamoDB`. */
  readonly title: string;
  /** SQL that makes its tables, `IF NOT EXISTS`; table names start with the service's name. */
  readonly schema: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Checks a request by the service's model, and answers it as the operation gets it. */
  readonly read?: (operation: string, input: object) => object;
  readonly wire: Wire;
  /** Wire formats that it spoke before, for clients that still do. */
  readonly olderWires?: readonly Wire[];
  readonly sockets?: SocketService;
  engines?(context: CloudContext): Engine[];
}

/** The context of a web socket's session. */
export interface SocketContext extends CloudContext {
  /** Throws the `AwsError` of a message whose signature does not hold; it is signed as this request. */
  authenticate(operation: string, request: WireRequest): void;
  /** Throws the `AwsError` of a message that is denied, where it acts for an access key. */
  authorize(operation: string, input: object, accessKeyId: string): void;
}

/** The web sockets of a service. */
export interface SocketService {
  readonly path: string;
  /** The sub-protocol that it speaks; a client has to offer it. */
  readonly protocol: string;
  /** What a session may ask permission for that is no operation of the service. */
  readonly actions: readonly string[];
  open(request: WireRequest, socket: Socket, context: SocketContext): SocketSession;
}

/** One step of one or more records, messages or calls, for live views and counts. */
export interface Activity {
  /** For example `dynamodb:record`, `events:accepted`, `events:delivered`, `sqs:dead-lettered`, `lambda:invoked`. */
  readonly kind: string;
  /** The resource: table, bus, rule, queue, function. */
  readonly name: string;
  readonly count: number;
  /** Of events on a bus and of messages that a function or a queue has done with: their texts, only for who asks, as activities get printed. */
  readonly bodies?: () => readonly string[];
  /** Of messages that a function has done with (`mapping:done`): their ids, in the order of `bodies`. */
  readonly messageIds?: () => readonly string[];
  /** Of a delivery (`events:delivered` and its failures): the ARN of the target. */
  readonly target?: string;
  /** Of a failed invocation (`lambda:failed`): the error's type if it is a known one, or for what Lambda ended it. */
  readonly reason?: string;
  /** Of an invocation that Lambda ended: what to do. */
  readonly advice?: string;
  /** Of a failed invocation: where in the function's sources it was thrown, or the handler is, as `file:line:column`. */
  readonly place?: string;
}

/** Failures on demand, for tests and simulation. */
export interface Faults {
  /** Called before an operation runs; throw (an `AwsError`, say) to fail it. */
  before?: (service: string, operation: string, input: unknown) => void;
  /** Called per entry of a batch (PutEvents, SendMessageBatch, DeleteMessageBatch); an error fails that entry alone. */
  entry?: (service: string, operation: string, entry: unknown) => { code: string; message: string } | undefined;
  /** Called per event and matched rule (by ARN): more than one copy delivers it again, a delay lets later events overtake it. */
  deliver?: (rule: string, event: object) => { copies?: number; delayMs?: number } | undefined;
}
