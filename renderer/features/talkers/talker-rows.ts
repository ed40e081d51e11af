import type { RuleBookState } from '../../../electron/contract/state.ts';
import type { BlockAction } from '../../model/block-action.ts';
import type { RowScope } from '../../model/row-scopes.ts';
import { groupText, type TalkerNames } from '../../model/talkers/group-text.ts';
import { talkerFilter } from '../../model/talkers/talker-filter.ts';
import type { TalkerBars } from '../../model/talkers/talker-groups.ts';
import { talkerAction, talkerScopes } from '../../model/talkers/talker-scopes.ts';
import type { TalkerList } from '../../model/talkers/talkers.ts';

/** A drawn row. Made for the rows in sight only. */
export interface TalkerRow {
  readonly group: number;
  /** Place in the list, from 0. */
  readonly index: number;
  readonly label: string;
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
  readonly drops: number;
  readonly rate: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly bars: TalkerBars | undefined;
  readonly scopes: readonly RowScope[];
  /** Lets its packets through; absent where there are no words for it. */
  readonly filter: string | undefined;
  /** Absent where no rule can name it. */
  readonly action: BlockAction | undefined;
  /** One of this machine's own addresses. */
  readonly own: boolean;
}

export interface RowContext {
  readonly names: TalkerNames;
  readonly book: RuleBookState;
  readonly ownAddresses: ReadonlySet<string>;
}

/** The rows from `first` up to, not including, `end`, as places in the list. */
export function talkerRows(
  list: TalkerList,
  first: number,
  end: number,
  context: RowContext,
): readonly TalkerRow[] {
  const shown = [...list.order.subarray(first, end)];
  const bars = list.groups.bars(shown);
  return shown.map((group, offset) =>
    talkerRow(list, group, first + offset, bars[offset], context),
  );
}

function talkerRow(
  { groups, kind }: TalkerList,
  group: number,
  index: number,
  bars: TalkerBars | undefined,
  { names, book, ownAddresses }: RowContext,
): TalkerRow {
  const scopes = talkerScopes(groups, group, kind, ownAddresses);
  const text = groupText(groups, group, kind, names);
  return {
    group,
    index,
    ...text,
    packets: groups.packets[group] ?? 0,
    bytes: groups.bytes[group] ?? 0,
    drops: groups.drops[group] ?? 0,
    rate: groups.rate[group] ?? 0,
    firstMs: groups.firstMs[group] ?? 0,
    lastMs: groups.lastMs[group] ?? 0,
    bars,
    scopes,
    filter: talkerFilter(groups, group, kind),
    action: talkerAction(scopes, book),
    own: ownAddresses.has(text.label),
  };
}
