import { checkDecoding } from '../support/decode-fuzz.ts';
import { Random } from '../support/random.ts';

const PACKETS_OF_A_SEED = 1000;
const REPORT_EVERY = 100_000;

/** Packets that were tampered with. Every thousand have a seed of their own, which a failure names. */
export function fuzzDecoders(packets: number, first: number): void {
  let mostSteps = 0;
  let cut = 0;
  let malformed = 0;
  for (let done = 0; done < packets; ) {
    const seed = first + done / PACKETS_OF_A_SEED;
    const random = new Random(seed);
    try {
      for (let count = 0; count < PACKETS_OF_A_SEED; count += 1) {
        const { layers, steps } = checkDecoding(random);
        mostSteps = Math.max(mostSteps, steps);
        const kind = layers.at(-1)?.problem?.kind;
        if (kind === 'cut') cut += 1;
        if (kind === 'malformed') malformed += 1;
      }
    } catch (error) {
      const again = `npm run fuzz -- decode --packets ${PACKETS_OF_A_SEED} --seed ${seed}`;
      console.error(`It does not hold. To see it again: ${again}`);
      throw error;
    }
    done += PACKETS_OF_A_SEED;
    if (done % REPORT_EVERY === 0) console.log(`${done} packets decoded`);
  }
  console.log(
    `${packets} packets from seed ${first}: none threw, all within their bounds. ` +
      `${cut} were cut, ${malformed} malformed, the dearest took ${mostSteps} steps`,
  );
}
