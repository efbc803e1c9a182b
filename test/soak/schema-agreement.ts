// Asks of 20,000 random schemas what the test asks of 500: node test/soak/schema-agreement.ts [schemas] [first seed]
import { agreementOn, typeFaults } from "../contracts/schema-agreement.ts";

const schemas = Number(process.argv[2] ?? 20_000);
const first = Number(process.argv[3] ?? 0);
const batch = 1_000;

let disagreements = 0;
for (let from = first; from < first + schemas; from += batch) {
  const types: string[] = [];
  for (let seed = from; seed < Math.min(from + batch, first + schemas); seed++) {
    try {
      const { types: made, refused } = agreementOn(seed);
      if (refused === undefined) types.push(made);
    } catch (error) {
      disagreements++;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  for (const fault of typeFaults(types)) {
    disagreements++;
    console.error(`seeds ${from} to ${from + batch}: ${fault}`);
  }
}
console.log(`${schemas} schemas, ${disagreements} disagreements`);
process.exitCode = disagreements > 0 ? 1 : 0;
