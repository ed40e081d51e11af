import { Fault, type FaultWords, quoted } from './language-error.ts';
import { byLikeness } from './likeness.ts';
import { MAX_BURST, MAX_FILL_SECONDS, MAX_RATE } from './limits.ts';
import { type RATE_UNITS, SECONDS_OF_UNIT, type Verdict } from './statement.ts';
import type { Token, TokenReader } from './tokens.ts';
import { criterionWord, FOREIGN_VERDICTS, VERDICT_WORDS } from './vocabulary.ts';

type RateUnit = (typeof RATE_UNITS)[number];

const UNIT_OF_WORD: ReadonlyMap<string, RateUnit> = new Map([
  ['s', 's'],
  ['sec', 's'],
  ['second', 's'],
  ['min', 'min'],
  ['m', 'min'],
  ['minute', 'min'],
  ['h', 'h'],
  ['hour', 'h'],
]);

const RATE: FaultWords = {
  message: '"limit" needs a rate.',
  remedy: 'Write packets per second, minute or hour, such as 100/s, 600/min or 20/h.',
};

/** `drop`, `pass`, `count`, or `limit 100/s burst 200 per source`. */
export function readVerdict(reader: TokenReader): Verdict {
  const word = reader.next;
  if (reader.accept('drop')) return { kind: 'drop' };
  if (reader.accept('pass')) return { kind: 'pass' };
  if (reader.accept('count')) return { kind: 'count' };
  if (reader.accept('limit')) return readLimit(reader);
  const expected = byLikeness(word, [...VERDICT_WORDS, ...reader.mentioned]);
  const meant = FOREIGN_VERDICTS.get(word);
  if (meant) {
    throw new Fault(reader.place, {
      message: `There is no verdict ${quoted(word)}.`,
      remedy: `Write ${meant}.`,
      expected: [meant],
    });
  }
  if (word === 'default') {
    throw new Fault(reader.place, {
      message: 'A default is not a rule.',
      remedy: `Write it in a rule file, or begin with ${VERDICT_WORDS.join(', ')}.`,
      expected,
    });
  }
  const isCriterion = criterionWord(word) !== undefined || word === 'any' || word === 'not';
  throw new Fault(reader.place, {
    message:
      word === ''
        ? 'There is no rule here.'
        : isCriterion
          ? 'The verdict is missing.'
          : `${quoted(word)} is not a verdict.`,
    remedy: `Begin with ${VERDICT_WORDS.slice(0, -1).join(', ')} or ${VERDICT_WORDS.at(-1)}.`,
    expected,
  });
}

function readLimit(reader: TokenReader): Verdict {
  const rateToken = reader.take(RATE);
  const { rate, unit } = readRate(rateToken);
  let burst: number | undefined;
  let perSource = false;
  for (;;) {
    reader.mention(...(burst === undefined ? ['burst'] : []), ...(perSource ? [] : ['per']));
    if (burst === undefined && reader.accept('burst')) {
      burst = readBurst(reader, rate, unit);
    } else if (!perSource && reader.accept('per')) {
      perSource = true;
      if (!reader.accept('source') && !reader.accept('src')) {
        throw new Fault(reader.place, {
          message: '"per" needs "source".',
          expected: ['source'],
          remedy: 'Write per source, or leave it out for one bucket for all.',
        });
      }
    } else {
      return { kind: 'limit', rate, unit, burst: burst ?? Math.min(rate, MAX_BURST), perSource };
    }
  }
}

function readRate(token: Token): { rate: number; unit: RateUnit } {
  const parts = /^(\d{1,8})\/([a-z]+)$/i.exec(token.text);
  const unit = UNIT_OF_WORD.get(parts?.[2]?.toLowerCase() ?? '');
  if (!parts || !unit) {
    throw new Fault(token, { ...RATE, message: `${quoted(token.text)} is not a rate.` });
  }
  const rate = Number(parts[1]);
  if (rate >= 1 && rate <= MAX_RATE) return { rate, unit };
  throw new Fault(token, {
    message: `${quoted(token.text)} is out of bounds.`,
    remedy: `A rate is from 1 to ${MAX_RATE}.`,
  });
}

function readBurst(reader: TokenReader, rate: number, unit: RateUnit): number {
  const token = reader.take({
    message: '"burst" needs a number of packets.',
    remedy: `Write a number from 1 to ${MAX_BURST}.`,
  });
  const burst = /^\d{1,8}$/.test(token.text) ? Number(token.text) : Number.NaN;
  if (!(burst >= 1 && burst <= MAX_BURST)) {
    throw new Fault(token, {
      message: `${quoted(token.text)} is not a burst.`,
      remedy: `A burst is a number of packets from 1 to ${MAX_BURST}.`,
    });
  }
  const most = Math.floor((rate * MAX_FILL_SECONDS) / SECONDS_OF_UNIT[unit]);
  if (burst <= most) return burst;
  throw new Fault(token, {
    message: `At ${rate}/${unit} a burst of ${burst} would take more than a year to come back.`,
    remedy: `Write a burst of at most ${most}, or a higher rate.`,
  });
}
