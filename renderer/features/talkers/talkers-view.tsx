import { MessagesSquare, Search, TriangleAlert, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { type Accounting, inFlight } from '../../../electron/contract/accounting.ts';
import { countText, quantityText } from '../../model/number-text.ts';
import { TALKER_KINDS } from '../../model/talkers/group-key.ts';
import type { TalkerList } from '../../model/talkers/talkers.ts';
import { PILL_MS } from '../../stores/actions-store.ts';
import {
  useActions,
  useApplication,
  useEngine,
  useTalkersView,
} from '../../stores/application-context.ts';
import { isLive } from '../../stores/engine-store.ts';
import { classNames } from '../../ui/class-names.ts';
import field from '../../ui/field.module.css';
import { Icon } from '../../ui/icon.tsx';
import { Segments } from '../../ui/segments.tsx';
import { UndoPill } from '../../ui/undo-pill.tsx';
import { KIND_LABELS, KIND_WORDS } from './talker-columns.ts';
import { TalkerTable } from './talker-table.tsx';
import styles from './talkers-view.module.css';
import { useTalkerList } from './use-talker-list.ts';

const KIND_OPTIONS = TALKER_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));

interface TalkersViewProps {
  /** Shows the packets that a filter lets through. */
  readonly onShowPackets: (filter: string) => void;
}

/** Who talks, to whom, and how much of it was dropped. */
export function TalkersView({ onShowPackets }: TalkersViewProps) {
  const [holds, setHolds] = useState<ReadonlySet<string>>(new Set());
  const { list, atMs } = useTalkerList(holds.size > 0);
  const onHold = useCallback((reason: 'pointer' | 'menu', held: boolean) => {
    setHolds((before) => {
      if (before.has(reason) === held) return before;
      const after = new Set(before);
      if (held) after.add(reason);
      else after.delete(reason);
      return after;
    });
  }, []);
  const isEmpty = list.packets === 0;
  return (
    <section className={styles.view} aria-label="Talkers">
      <TalkersBar />
      <CountedNote />
      {isEmpty ? (
        <NobodyYet />
      ) : (
        <TalkerTable
          list={list}
          atMs={atMs}
          label={KIND_LABELS[list.kind]}
          onHold={onHold}
          onShowPackets={onShowPackets}
        />
      )}
      {!isEmpty && <TalkersFoot list={list} why={holdText(holds)} />}
    </section>
  );
}

function TalkersBar() {
  const { talkersView } = useApplication();
  const kind = useTalkersView((state) => state.kind);
  return (
    <header className={styles.bar}>
      <h1 className={styles.title}>Talkers</h1>
      <Segments
        label="Add up by"
        options={KIND_OPTIONS}
        value={kind}
        onChange={(value) => talkersView.show(value)}
      />
      <span className="grow" />
      <FindField />
    </header>
  );
}

function FindField() {
  const { talkersView } = useApplication();
  const find = useTalkersView((state) => state.find);
  const change = (text: string) => talkersView.setState({ find: text });
  return (
    <span className={classNames(field.field, field.sunken, styles.find)}>
      <Icon of={Search} size={14} />
      <input
        className={styles.findInput}
        value={find}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || find === '') return;
          event.preventDefault();
          change('');
        }}
        placeholder="Part of an address or a name"
        aria-label="Find talkers"
        spellCheck={false}
        autoComplete="off"
      />
      {find !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label="Clear the search"
          onClick={() => change('')}
        >
          <Icon of={X} size={14} />
        </button>
      )}
    </span>
  );
}

/** Says so where not every packet reached the window, for nobody counted the others by who sent them. */
function CountedNote() {
  const accounting = useEngine((state) => state.accounting);
  const missing = accounting.seen - accounting.delivered - inFlight(accounting);
  if (missing <= 0) return null;
  return (
    <p className={styles.note}>
      <Icon of={TriangleAlert} size={14} />
      <span className="cut">
        <b>{shareText(accounting)} shown; counts are of what was shown.</b> {whyText(accounting)}
      </span>
    </p>
  );
}

function shareText({ seen, delivered }: Accounting): string {
  if (delivered === 0) return 'None of the packets were';
  const oneIn = seen / delivered;
  if (oneIn >= 1.95) return `1 in ${countText(Math.round(oneIn))}`;
  return `${Math.min(99.9, (delivered * 100) / seen).toFixed(1)} %`;
}

function whyText(accounting: Accounting): string {
  const { notAskedFor, sampledOut, lostRing, lostEngine, lostLink } = accounting;
  const lost = lostRing + lostEngine + lostLink;
  const parts = [
    notAskedFor > 0 && `${countText(notAskedFor)} not asked for`,
    sampledOut > 0 && `${countText(sampledOut)} sampled out`,
    lost > 0 && `${countText(lost)} lost`,
  ];
  return `Since this window connected: ${parts.filter(Boolean).join(', ')}.`;
}

function NobodyYet() {
  const live = useEngine(isLive);
  return (
    <div className={styles.empty} role="status">
      <Icon of={MessagesSquare} size={28} className={styles.emptyIcon} />
      <h2>Nobody has talked yet</h2>
      <p>
        {live
          ? 'Who sends and receives shows here with the first packet, and is added up from then on.'
          : 'No interface is watched. Choose one at the top; who sends and receives shows here then.'}
      </p>
    </div>
  );
}

function TalkersFoot({ list, why }: { readonly list: TalkerList; readonly why: string }) {
  const { rules } = useApplication();
  const find = useTalkersView((state) => state.find.trim());
  const pill = useActions((state) => state.pill);
  const undoing = useActions((state) => state.pending.has('undo'));
  const [one, many] = KIND_WORDS[list.kind];
  const { other } = list;
  return (
    <div className={styles.foot}>
      <span data-testid="talkers-count">
        {find === ''
          ? quantityText(list.order.length, one, many)
          : `${countText(list.order.length)} of ${quantityText(list.groups.count, one, many)}`}
      </span>
      <span className="faint">{quantityText(list.packets, 'packet')}</span>
      {other.flows > 0 && (
        <span
          className="faint cut"
          title="There is room for 65,536 flows. Those not seen for longest are no longer told apart."
        >
          {countText(other.packets)} of {quantityText(other.flows, 'older flow')}, no longer told
          apart
        </span>
      )}
      <span className="faint">{why}</span>
      <span className="grow" />
      {pill && (
        <UndoPill
          key={pill.id}
          {...pill}
          lifeMs={PILL_MS}
          undoing={undoing}
          onUndo={() => void rules.undo(pill.id)}
        />
      )}
      <span className={styles.keys} aria-hidden="true">
        {list.kind !== 'country' && (
          <span>
            <kbd>B</kbd>block
          </span>
        )}
        <span>
          <kbd>P</kbd>packets
        </span>
        <span>
          <kbd>Enter</kbd>menu
        </span>
      </span>
    </div>
  );
}

function holdText(holds: ReadonlySet<string>): string {
  if (holds.has('menu')) return 'held while a menu is open';
  return holds.has('pointer') ? 'held while you point at a row' : '';
}
