/** Whether one rule leaves nothing to another. */
import { DIRECTIONS, type Direction, type Statement } from '../../contract/language/statement.ts';
import { MAX_LISTS } from '../../contract/list.ts';
import { type Box, boxIncludes, matchBoxes } from './boxes.ts';

type BoxesByDirection = Readonly<Record<Direction, readonly Box[]>>;

/** Bits that a mask of lists has room for. */
const MAX_LIST_NAMES = MAX_LISTS;
const MAX_INTERFACE_NAMES = 4096;

/** What names stand for is of no matter here, as long as it is the same for both sides. */
class Names {
  readonly lists = new Map<string, number>();
  readonly interfaces = new Map<string, number>();
  /** Of statements whose names are all here. */
  readonly boxes = new WeakMap<Statement, BoxesByDirection>();

  /** Tells whether there was room for all names in the statement. */
  learn({ match }: Statement): boolean {
    for (const criterion of match) {
      if ('lists' in criterion) number(criterion.lists, this.lists);
      else if (criterion.field === 'interface') number(criterion.names, this.interfaces);
    }
    return this.lists.size <= MAX_LIST_NAMES && this.interfaces.size <= MAX_INTERFACE_NAMES;
  }
}

let names = new Names();

/**
 * Whether `outer` surely matches every packet that `inner` matches, whatever their verdicts. False
 * also where that cannot be told, and where `inner` matches nothing.
 */
export function matchCovers(outer: Statement, inner: Statement): boolean {
  if (!learnBoth(outer, inner)) return false;
  const outerBoxes = boxesOf(outer);
  const innerBoxes = boxesOf(inner);
  if (!outerBoxes || !innerBoxes) return false;
  return (
    DIRECTIONS.some((direction) => innerBoxes[direction].length > 0) &&
    DIRECTIONS.every((direction) =>
      innerBoxes[direction].every((box) =>
        outerBoxes[direction].some((around) => boxIncludes(around, box)),
      ),
    )
  );
}

function learnBoth(a: Statement, b: Statement): boolean {
  const isKnown = (statement: Statement) => names.boxes.has(statement) || names.learn(statement);
  if (isKnown(a) && isKnown(b)) return true;
  // Full of names that are long gone.
  names = new Names();
  return isKnown(a) && isKnown(b);
}

/** Undefined: too many to look at. */
function boxesOf(statement: Statement): BoxesByDirection | undefined {
  const known = names.boxes.get(statement);
  if (known) return known;
  const of = (direction: Direction) =>
    [direction, 'both'].includes(statement.direction)
      ? matchBoxes(statement.match, direction, names)
      : [];
  const [incoming, outgoing] = [of('in'), of('out')];
  if (!incoming || !outgoing) return undefined;
  const boxes = { in: incoming, out: outgoing };
  names.boxes.set(statement, boxes);
  return boxes;
}

function number(added: readonly string[], numbers: Map<string, number>): void {
  for (const name of added) if (!numbers.has(name)) numbers.set(name, numbers.size);
}
