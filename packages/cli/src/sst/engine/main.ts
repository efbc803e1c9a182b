import { checkpointFile, ENGINE_VERSION, writeCheckpoint } from "./checkpoint.ts";
import { backendOf, engineCall, stackOf } from "./engine-call.ts";
import { passphraseCipher } from "./passphrase-cipher.ts";
import { runEngine } from "./run-engine.ts";

// Stands in for Pulumi's engine under an unmodified sst: started by the launcher that `tributary sst` puts in its place.
const argv = process.argv.slice(2);
const passphrase = process.env.PULUMI_CONFIG_PASSPHRASE ?? "";

if (argv[0] === "version") process.stdout.write(`${ENGINE_VERSION}\n`);
else if (argv[0] === "stack" && argv[1] === "init") {
  const stack = argv[2] ?? "";
  writeCheckpoint(checkpointFile(backendOf(process.env), stackOf(stack)), stack, [], passphraseCipher(passphrase));
} else if (["up", "preview", "refresh", "destroy"].includes(argv[0] ?? "")) {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopping.abort());
  const options = { endpoint: process.env.AWS_ENDPOINT_URL ?? "", passphrase, environment: process.env };
  process.exitCode = await runEngine(engineCall(argv, process.env), { ...options, stop: stopping.signal });
} else {
  process.stderr.write(`error: the local engine does not know \`pulumi ${argv.join(" ")}\`\n`);
  process.exitCode = 1;
}
