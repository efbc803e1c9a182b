import { preparePack } from "./pack-package.ts";

// Run by npm in the folder of the package that it packs.
preparePack(process.cwd());
