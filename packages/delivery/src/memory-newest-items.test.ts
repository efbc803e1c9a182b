import { memoryNewestItems } from "./memory-newest-items.ts";
import { type Counted, newestItemsSuite } from "./newest-items-suite.ts";

newestItemsSuite(async () => {
  const items = memoryNewestItems<Counted>(["pk", "sk"]);
  const all = () => [...items.items.values()];
  return { items, held: async (pk, sk) => all().find(one => one.pk === pk && one.sk === sk) };
});
