/**
 * Matches as boxes. A box accepts a packet if it accepts the packet's value in every field; a match
 * accepts a packet if one of its boxes does. More than one is needed only for `host` and `port`.
 */
import type { Match } from '../../contract/language/criterion.ts';
import type { Direction } from '../../contract/language/statement.ts';
import { type Alternative, type CompileContext, criterionSets } from './criterion-sets.ts';
import {
  accepts,
  type FieldSet,
  intersection,
  isEmpty,
  isEverything,
  negate,
} from './field-set.ts';
import { remembered } from './remembered.ts';
import { type Field, MAX_POSITIONS } from './tables.ts';

/** Fields that are not here accept everything. */
export type Box = ReadonlyMap<Field, FieldSet>;
type MutableBox = Map<Field, FieldSet>;

/**
 * The boxes of a match in one direction, without those that accept no packet. Undefined: more than
 * there is room for.
 */
export function matchBoxes(
  match: Match,
  direction: Direction,
  context: CompileContext,
): readonly Box[] | undefined {
  const hasNames = match.some((criterion) => 'lists' in criterion || 'names' in criterion);
  return hasNames ? makeBoxes(match, direction, context) : NAMELESS[direction](match);
}

/** Of matches that mean the same in every context: most rules are compiled again and again. */
const NAMELESS = {
  in: remembered((match: Match) => makeBoxes(match, 'in', NO_NAMES)),
  out: remembered((match: Match) => makeBoxes(match, 'out', NO_NAMES)),
};
const NO_NAMES: CompileContext = { lists: new Map(), interfaces: new Map() };

function makeBoxes(
  match: Match,
  direction: Direction,
  context: CompileContext,
): readonly Box[] | undefined {
  let boxes: MutableBox[] = [new Map()];
  for (const criterion of match) {
    const sets = criterionSets(criterion, direction, context);
    if (criterion.not) {
      // None of several is all of their opposites.
      const opposites = sets.map(([field, set]): Alternative => [field, negate(field, set)]);
      boxes = boxes.filter((box) => opposites.every((opposite) => narrow(box, opposite)));
    } else {
      const [first, ...others] = sets;
      const copies = others.flatMap((other) =>
        boxes.map((box) => new Map(box)).filter((box) => narrow(box, other)),
      );
      boxes = [...boxes.filter((box) => first && narrow(box, first)), ...copies];
    }
    if (boxes.length > MAX_POSITIONS) return undefined;
  }
  return boxes;
}

/** Whether the outer box accepts every packet that the inner one does. */
export function boxIncludes(outer: Box, inner: Box): boolean {
  for (const [field, set] of outer) {
    const innerSet = inner.get(field);
    if (!innerSet || !accepts(set, innerSet)) return false;
  }
  return true;
}

/** Tells whether anything is left. */
function narrow(box: MutableBox, [field, set]: Alternative): boolean {
  const before = box.get(field);
  const after = before ? intersection(before, set) : set;
  if (isEmpty(after)) return false;
  if (!isEverything(field, after)) box.set(field, after);
  return true;
}
