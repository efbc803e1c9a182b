import { relative, sep } from "node:path";

const frame = /\(?((?:file:\/\/)?\/[^():]+\.ts):(\d+):(\d+)\)?$/;

/** An error of the user's program as lines to print: the first place in the program's own files, then the message. */
export function programErrors(error: unknown, root: string): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const place = (error.stack ?? "").split("\n").flatMap(line => own(line, root))[0];
  // Pulumi adds its own trail below the first line.
  const message = error.message.split("\n")[0] ?? "";
  return [place ? `${place} ${message}` : message];
}

function own(line: string, root: string): string[] {
  const [, file, row, column] = frame.exec(line.trim()) ?? [];
  const path = file?.replace("file://", "");
  if (path === undefined || !path.startsWith(root + sep)) return [];
  const local = relative(root, path);
  return /^(\.sst|node_modules|packages)[/\\]/.test(local) ? [] : [`${local}:${row}:${column}`];
}
