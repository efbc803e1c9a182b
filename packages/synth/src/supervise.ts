import { spawn } from "node:child_process";

// Runs a command for `spawnSupervised`, as the leader of its own process group. Standard input is held by whoever waits for the
// command: it ends with that process, however it ends, and then the group does.
const [command = "", ...args] = process.argv.slice(2);
const end = () => process.kill(-process.pid, "SIGKILL");
process.stdin.on("end", end).on("error", end).resume();
spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] })
  .on("error", ({ message }) => {
    process.stderr.write(`${message}\n`);
    process.exit(127);
  })
  .on("exit", code => process.exit(code ?? 1));
