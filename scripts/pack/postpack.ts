import { finishPack } from "./pack-package.ts";

// Run by npm in the folder of the package that it has packed.
finishPack(process.cwd());
