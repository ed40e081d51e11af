import { NO_RULE_SLOT, REASON, RECORD_OFFSETS, VERDICT } from '../../packet-record.ts';
import { atEnds, compileCriterion } from './compile-criterion.ts';
import type { Filter, RuleWanted } from './filter.ts';
import type { FilterContext } from './filter-context.ts';
import { addressOffset, addressSize, fieldU16, type PacketTest } from './record-fields.ts';
import { hasText, type TextPattern, textPattern } from './text-pattern.ts';

/**
 * A filter as one function over records in place: made once, then called per packet. It allocates
 * nothing itself; the context's functions are called only for what asks for them.
 */
export function compileFilter(filter: Filter, context: FilterContext): PacketTest {
  switch (filter.kind) {
    case 'any':
      return () => true;
    case 'criterion':
      return compileCriterion(filter.criterion, context);
    case 'direction': {
      const wanted = filter.direction === 'in' ? 0 : 1;
      return (bytes, offset) => (bytes[offset + RECORD_OFFSETS.direction] === 0 ? 0 : 1) === wanted;
    }
    case 'verdict': {
      const wanted = VERDICT[filter.verdict];
      return (bytes, offset) => bytes[offset + RECORD_OFFSETS.verdict] === wanted;
    }
    case 'rule':
      return compileRule(filter.rules, context);
    case 'name':
      return compileName(filter.names, context);
    case 'country':
      return atEnds(filter.end, context.countryTest(filter.countries));
    case 'text':
      return compileText(filter.texts, context);
    case 'not': {
      const test = compileFilter(filter.part, context);
      return (bytes, offset, sequence) => !test(bytes, offset, sequence);
    }
    case 'and':
      return all(filter.parts.map((part) => compileFilter(part, context)));
    case 'or':
      return some(filter.parts.map((part) => compileFilter(part, context)));
  }
}

function all(tests: readonly PacketTest[]): PacketTest {
  const [first, second] = tests as [PacketTest, PacketTest];
  if (tests.length === 2) {
    return (bytes, offset, sequence) =>
      first(bytes, offset, sequence) && second(bytes, offset, sequence);
  }
  return (bytes, offset, sequence) => {
    for (const test of tests) if (!test(bytes, offset, sequence)) return false;
    return true;
  };
}

function some(tests: readonly PacketTest[]): PacketTest {
  return (bytes, offset, sequence) => {
    for (const test of tests) if (test(bytes, offset, sequence)) return true;
    return false;
  };
}

function compileRule(rules: readonly RuleWanted[], context: FilterContext): PacketTest {
  const isDefaultWanted = rules.some((rule) => 'isDefault' in rule);
  const test = context.ruleTest(rules);
  return (bytes, offset, sequence) => {
    const slot = fieldU16(bytes, offset + RECORD_OFFSETS.rule_slot);
    if (slot === NO_RULE_SLOT) {
      // What cannot be parsed has its reason, and no rule.
      return isDefaultWanted && bytes[offset + RECORD_OFFSETS.reason] === REASON.default;
    }
    return test(slot, fieldU16(bytes, offset + RECORD_OFFSETS.rule_generation), sequence);
  };
}

function compileName(names: readonly string[], { nameOf }: FilterContext): PacketTest {
  const has = (bytes: Uint8Array, offset: number, size: number): boolean => {
    const name = nameOf(bytes, offset, size);
    if (name === undefined) return false;
    for (const wanted of names) if (name.includes(wanted)) return true;
    return false;
  };
  return (bytes, offset) => {
    const size = addressSize(bytes, offset);
    return (
      size > 0 &&
      (has(bytes, addressOffset(offset, true), size) ||
        has(bytes, addressOffset(offset, false), size))
    );
  };
}

function compileText(texts: readonly string[], { packetBytes }: FilterContext): PacketTest {
  const patterns = texts.flatMap((text): TextPattern[] => {
    const pattern = textPattern(text);
    return pattern ? [pattern] : [];
  });
  return (_bytes, _offset, sequence) => {
    const packet = packetBytes(sequence);
    if (!packet) return false;
    for (const pattern of patterns) if (hasText(pattern, packet)) return true;
    return false;
  };
}
