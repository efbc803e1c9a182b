import { open } from "node:fs/promises";

/** Files and folders outlast the machine from here on. All at once: a disk then does so in a few steps. */
export const syncToDisk = async (paths: Iterable<string>): Promise<void> => {
  await Promise.all([...new Set(paths)].map(sync));
};

async function sync(path: string): Promise<void> {
  try {
    const file = await open(path, "r");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Some systems cannot: Windows opens no folder. What is not there any more has nothing to lose.
    if (!CANNOT.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

const CANNOT: ReadonlySet<string | undefined> = new Set([
  "EISDIR",
  "EPERM",
  "EACCES",
  "EINVAL",
  "ENOTSUP",
  "ENOENT",
  "ENOTDIR",
]);
