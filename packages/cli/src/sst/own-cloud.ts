import { resolve } from "node:path";
import type { IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { account, region } from "@tributary/synth/account";
import { heldToRoles } from "../dev/held-to-roles.ts";
import { logText } from "../dev/log-text.ts";
import { explainStart } from "../explain-start.ts";
import { say } from "../say.ts";

/** Options of a cloud that lives as long as one run of sst. */
export interface OwnCloudOptions {
  readonly port: number;
  readonly storage: string;
  readonly iam: IamMode;
}

/** Starts a cloud with what earlier runs deployed, whose state stays. */
export async function ownCloud(root: string, { port, storage, iam }: OwnCloudOptions): Promise<LocalCloud> {
  const host = "127.0.0.1";
  try {
    const local: LocalCloud = await startLocalCloud({
      ...{ region, account, root, port, host, prewarm: false },
      storage: storage === "memory" ? storage : resolve(storage),
      iam: heldToRoles(
        iam,
        () => local.everything(),
        text => say(`${text}\n`),
      ),
      // A debugger of `sst dev` may hold a handler up: its workers have these from this process.
      isDebugged: /--inspect/.test(process.env.NODE_OPTIONS ?? "") || !!process.env.VSCODE_INSPECTOR_OPTIONS,
      onLog: (name, text) => say(`${logText(name, text)}\n`),
    });
    return local;
  } catch (error) {
    throw explainStart(error, { host, port });
  }
}
