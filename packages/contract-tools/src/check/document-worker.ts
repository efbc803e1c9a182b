import { parentPort } from "node:worker_threads";
import { type DocumentInput, parseDocument } from "./parse-document.ts";

parentPort?.on("message", async (input: DocumentInput) => {
  parentPort?.postMessage(await parseDocument(input));
});
