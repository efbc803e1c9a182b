import { median } from "./median.ts";

/** Work that is repeated; each call does as much as the one before. */
type Slice = () => Promise<void>;

interface InTurns {
  readonly warmUps: number;
  readonly rounds: number;
}

/**
 * Milliseconds of CPU that a slice of each takes, and how many times the floor's the own takes; medians of the rounds.
 * A round is own, floor, floor, own: what other programs do to caches and clock rates in the meantime meets both alike.
 * The process's CPU time counts, with its threads for garbage and compilation; that of other programs does not.
 */
export async function cpuInTurns(own: Slice, floor: Slice, { warmUps, rounds }: InTurns) {
  for (let round = 0; round < warmUps; round++) for (const slice of [own, floor]) await slice();
  const measured: { own: number; floor: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second, third, fourth] = [
      await cpuMsOf(own),
      await cpuMsOf(floor),
      await cpuMsOf(floor),
      await cpuMsOf(own),
    ];
    measured.push({ own: (first + fourth) / 2, floor: (second + third) / 2 });
  }
  return {
    own: median(measured.map(round => round.own)),
    floor: median(measured.map(round => round.floor)),
    ratio: median(measured.map(round => round.own / round.floor)),
  };
}

async function cpuMsOf(slice: Slice): Promise<number> {
  const before = process.cpuUsage();
  await slice();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
