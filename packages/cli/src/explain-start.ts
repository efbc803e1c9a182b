import { GraphError } from "@tributary/local-cloud/graph/graph-error";
import { StorageOutdated } from "@tributary/local-cloud/kernel/adopt-schema";
import { storageTrouble } from "@tributary/local-cloud/kernel/storage-trouble";
import { StorageInUse } from "@tributary/local-cloud/storage-lock";
import { UsageError } from "./run-command.ts";

/** What kept the local cloud from starting: a `UsageError` that says what to do, or the error itself when it is a defect. */
export function explainStart(error: unknown, { host, port }: { host: string; port: number }): unknown {
  if (error instanceof GraphError || error instanceof StorageInUse || error instanceof StorageOutdated)
    return new UsageError(error.message, { cause: error });
  const trouble = storageTrouble(error);
  if (trouble !== undefined)
    return new UsageError(
      `the state in the storage folder cannot be written: ${trouble}. Fix that, or choose another folder with --storage`,
      { cause: error },
    );
  const { code, syscall, errstr } = error as NodeJS.ErrnoException & { readonly errstr?: string };
  if (code === "ERR_SQLITE_ERROR")
    return new UsageError(`the state in the storage folder cannot be used (${errstr}): choose another with --storage`, {
      cause: error,
    });
  const said = syscall === "listen" || syscall === "getaddrinfo" ? reasons[code ?? ""] : undefined;
  return said ? new UsageError(said(host, port), { cause: error }) : error;
}

const noAddress = (host: string) => `${host} is not an address of this machine: choose another with --host`;

const reasons: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `port ${port} of ${host} is taken: stop what listens there, or choose another with --port`,
  EADDRNOTAVAIL: noAddress,
  ENOTFOUND: noAddress,
  EAI_AGAIN: noAddress,
  EACCES: (_host, port) => `port ${port} needs rights that you do not have: choose one above 1023`,
};
