import { parseStatement } from '../electron/contract/language/parse.ts';
import { printMatch } from '../electron/contract/language/print.ts';
import { parseTypedMatch } from '../electron/contract/language/typed-match.ts';
import type { Command } from './model/command-search.ts';
import { forLifetimeText } from './model/lifetime.ts';
import { dropOf } from './model/simple-drop.ts';
import { shortStatement } from './model/statement-text.ts';
import { undoText } from './stores/actions-store.ts';
import { useActions, useApplication, useEngine, usePackets } from './stores/application-context.ts';
import { rulesModelOf } from './stores/rules-context.ts';
import { VIEW_LABELS, VIEWS, type View } from './use-view.ts';

interface Openers {
  readonly setView: (view: View) => void;
  readonly showHelp: () => void;
  readonly pickInterface: () => void;
  /** Where an address, a port or a protocol is typed to block it. */
  readonly blockByHand: () => void;
}

export interface Commands {
  readonly commands: readonly Command[];
  /** What else a typed line could mean. */
  readonly understand: (typed: string) => readonly Command[];
}

const THEMES = [
  ['system', 'Look as the desktop does'],
  ['light', 'Look light'],
  ['dark', 'Look dark'],
  ['contrast', 'Look with high contrast'],
] as const;

/** Everything that can be done from any view, for the palette. */
export function useCommands(open: Openers): Commands {
  const list = useListCommands();
  const filtering = useFilteringCommands(open);
  const interfaces = useInterfaceCommands(open);
  const { host } = useApplication();
  const goTo = VIEWS.map((view) => ({
    id: `view-${view}`,
    group: 'Go to',
    title: VIEW_LABELS[view],
    words: 'view open show',
    run: () => open.setView(view),
  }));
  const looks = THEMES.map(([theme, title]) => ({
    id: `theme-${theme}`,
    group: 'Window',
    title,
    words: 'theme colour mode',
    run: () => void host.updateSettings({ theme }),
  }));
  const help = {
    ...{ id: 'help', group: 'Window', title: 'Show the keys', keys: '?' },
    words: 'help shortcuts keyboard',
    run: open.showHelp,
  };
  return {
    commands: [...goTo, ...list, ...filtering, ...interfaces, ...looks, help],
    understand: useUnderstanding(open),
  };
}

function useListCommands(): readonly Command[] {
  const { packets, host } = useApplication();
  const paused = usePackets((state) => state.paused !== undefined);
  const showNames = useEngine((state) => state.settings.showNames);
  return [
    {
      ...{ id: 'pause', group: 'List', title: paused ? 'Resume the list' : 'Pause the list' },
      ...{ keys: 'Space', words: 'stop hold freeze start' },
      run: () => (paused ? packets.follow() : packets.pause()),
    },
    {
      ...{ id: 'follow', group: 'List', title: 'Follow the newest packets', keys: 'F' },
      words: 'tail scroll end',
      run: () => packets.follow(),
    },
    {
      ...{ id: 'names', group: 'List', words: 'hosts dns resolve' },
      title: showNames ? 'Show addresses instead of names' : 'Show names instead of addresses',
      run: () => void host.updateSettings({ showNames: !showNames }),
    },
  ];
}

function useFilteringCommands({ setView, blockByHand }: Openers): readonly Command[] {
  const application = useApplication();
  const { host, rules, trial } = application;
  const enforcing = useEngine((state) => state.enforcing);
  const tried = useEngine((state) => state.rules.trial);
  const undoable = useActions((state) => state.undoable.at(-1));
  const undo = undoable && {
    ...{ id: 'undo', group: 'Rules', title: `Undo: ${undoText(undoable)}`, keys: 'U' },
    run: () => void rules.undo(undoable.id),
  };
  const trials = tried && [
    {
      ...{ id: 'keep', group: 'Rules', title: `Keep ${tried.what}`, keys: 'Ctrl Enter' },
      run: () => void trial.keep(),
    },
    {
      ...{ id: 'take-back', group: 'Rules', title: `Take back ${tried.what}` },
      run: () => void trial.takeBack(),
    },
  ];
  return [
    ...(undo ? [undo] : []),
    ...(trials ?? []),
    {
      ...{ id: 'block', group: 'Rules', title: 'Block an address, a port or a protocol' },
      words: 'unblock drop deny ban add',
      run: blockByHand,
    },
    {
      ...{ id: 'new-rule', group: 'Rules', title: 'Write a rule' },
      words: 'add new drop pass allow count limit block',
      run: () => {
        const { editor, view } = rulesModelOf(application);
        editor.begin();
        view.setState({ wantsFocus: true });
        setView('rules');
      },
    },
    {
      ...{ id: 'panic', group: 'Rules' },
      title: enforcing ? 'Panic: let everything through' : 'Put the rules in force again',
      words: 'stop filtering disable enable',
      run: () => void host.setEnforcing(!enforcing),
    },
  ];
}

function useInterfaceCommands({ pickInterface }: Openers): readonly Command[] {
  const { host } = useApplication();
  const interfaces = useEngine((state) => state.interfaces);
  const attachments = useEngine((state) => state.attachments);
  const playground = useEngine((state) => state.playground.state);
  const watched = new Set(attachments.map(({ interface: name }) => name));
  const group = 'Interfaces';
  return [
    ...interfaces
      .filter(({ playground: isPlayground }) => !isPlayground)
      .map(({ name }) => ({
        ...{ id: `interface-${name}`, group },
        title: watched.has(name) ? `Detach from ${name}` : `Watch ${name}`,
        words: 'attach detach filter',
        run: () => void (watched.has(name) ? host.detach(name) : host.attach(name)),
      })),
    { id: 'pick', group, title: 'Choose an interface', run: pickInterface },
    playground === 'off'
      ? {
          ...{ id: 'playground', group, title: 'Start the playground' },
          run: () => void host.startPlayground(),
        }
      : {
          ...{ id: 'playground', group, title: 'Stop the playground' },
          run: () => void host.stopPlayground(),
        },
  ];
}

/** A typed rule is put in force, a typed match shown alone or blocked. Never everything: that asks first elsewhere. */
function useUnderstanding({ setView }: Openers): Commands['understand'] {
  const { rules, find } = useApplication();
  const blockForSeconds = useEngine((state) => state.settings.blockForSeconds);
  return (typed) => {
    if (typed.length < 2) return [];
    const statement = parseStatement(typed);
    if (statement.ok && statement.value.match.length > 0) {
      return [
        {
          ...{ id: 'typed-rule', group: 'Rules', title: `Add the rule ${typed}` },
          run: () => void rules.put(statement.value, null, 'typed'),
        },
      ];
    }
    const match = parseTypedMatch(typed);
    if (!match.ok || match.value.length === 0) return [];
    const drop = dropOf(match.value);
    return [
      {
        ...{ id: 'typed-filter', group: 'List', title: `Show only ${printMatch(match.value)}` },
        run: () => {
          find.set(printMatch(match.value));
          setView('live');
        },
      },
      {
        ...{ id: 'typed-block', group: 'Rules' },
        title: `Block ${shortStatement(drop)} ${forLifetimeText(blockForSeconds)}`,
        run: () => void rules.put(drop, blockForSeconds, 'typed'),
      },
    ];
  };
}
