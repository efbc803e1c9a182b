import { Worker } from "node:worker_threads";
import type { DocumentInput, ParserFinding } from "./parse-document.ts";

/** A thread with the parser in it, and who waits for its answers, in the order of their questions. */
interface ParserThread {
  readonly worker: Worker;
  readonly waiting: PromiseWithResolvers<ParserFinding[]>[];
}

let thread: ParserThread | undefined;

/**
 * As `parseDocument`, in a thread of its own: loading and running the parser takes about as long as everything else that
 * is checked. The thread stays for the next document, and does not keep the process alive.
 */
export function parseBeside(input: DocumentInput): Promise<ParserFinding[]> {
  thread ??= start();
  const { worker, waiting } = thread;
  const answer = Promise.withResolvers<ParserFinding[]>();
  waiting.push(answer);
  worker.ref();
  worker.postMessage(input);
  return answer.promise;
}

function start(): ParserThread {
  const started: ParserThread = { worker: new Worker(new URL("./document-worker.ts", import.meta.url)), waiting: [] };
  const { worker, waiting } = started;
  const end = (error: Error) => {
    if (thread === started) thread = undefined;
    for (const answer of waiting.splice(0)) answer.reject(error);
  };
  worker.on("message", (found: ParserFinding[]) => {
    waiting.shift()?.resolve(found);
    if (waiting.length === 0) worker.unref();
  });
  worker.on("error", end);
  worker.on("exit", code => end(new Error(`the parser of documents ended (${code})`)));
  return started;
}
