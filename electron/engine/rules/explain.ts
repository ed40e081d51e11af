/** Which rule would decide about a packet: worked out here, so that nothing in the kernel changes. */
import { type Address, formatAddressBytes } from '../../contract/address.ts';
import type { MethodArgs } from '../../contract/api.ts';
import type { Explanation } from '../../contract/explanation.ts';
import { explainDecision } from '../../contract/language/decide.ts';
import { LimitBuckets } from '../../contract/language/token-bucket.ts';
import { traitsOfRecord } from '../../contract/language/traits.ts';
import { PacketRecord, RECORD_BYTES } from '../../contract/packet-record.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { decidingRules } from './deciding-rules.ts';
import { packetOfWords, type WordedPacket } from './packet-of-words.ts';
import type { RuleBook } from './rule-book.ts';
import { wordsOfPacket } from './words-of-packet.ts';

export interface ExplainSurroundings {
  readonly book: RuleBook;
  /** Names of the lists that hold an address. */
  readonly listsHolding: (address: Address) => readonly string[];
  /** '' where nobody knows it any more. */
  readonly interfaceName: (ifindex: number) => string;
}

/** Every limit is under its rate. Fails with `bad-match` or what the language finds wrong. */
export function explain(
  packet: MethodArgs<'explain'>['packet'],
  { book, listsHolding, interfaceName }: ExplainSurroundings,
): Result<Explanation> {
  const worded =
    'text' in packet ? packetOfWords(packet.text) : packetOfRecord(packet.record, interfaceName);
  if (!worded.ok) return worded;
  const { words, traits } = worded.value;
  const { source, destination, direction } = traits;
  const listsOf = (end: Uint8Array | undefined) =>
    end ? listsHolding(formatAddressBytes(end)) : [];
  const lists = { source: listsOf(source), destination: listsOf(destination) };
  const { verdict, ruleId, steps } = explainDecision(
    decidingRules(book),
    { ...traits, sourceLists: lists.source, destinationLists: lists.destination },
    { nowMs: Date.now(), clockNs: 0n },
    new LimitBuckets(),
  );
  return ok({
    packet: words,
    direction,
    steps,
    verdict,
    ...(ruleId === undefined ? {} : { decidedBy: ruleId }),
    lists,
  });
}

function packetOfRecord(
  hex: string,
  interfaceName: (ifindex: number) => string,
): Result<WordedPacket> {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length !== RECORD_BYTES) {
    return fail(
      'bad-request',
      `A packet record has ${RECORD_BYTES} bytes, not ${bytes.length}.`,
      'Use a page and a record of the same version of Portcullis.',
    );
  }
  const record = new PacketRecord(bytes);
  const traits = traitsOfRecord(record, interfaceName(record.ifindex));
  return ok({ traits, words: wordsOfPacket(traits) });
}
