import {
  Activity,
  ChartBarDecreasing,
  ChartColumn,
  FileInput,
  FlaskConical,
  ListChecks,
  type LucideIcon,
  PanelRight,
  Stethoscope,
} from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { useMemo, useState } from 'react';
import styles from './app.module.css';
import { BlockedCount } from './features/blocked/blocked-count.tsx';
import { BlockedPanel } from './features/blocked/blocked-panel.tsx';
import { DetailsDrawer } from './features/details/details-drawer.tsx';
import { DoctorView } from './features/doctor/doctor-view.tsx';
import { ExportMenu } from './features/files/export-menu.tsx';
import { FindBar } from './features/find/find-bar.tsx';
import { NoMatch } from './features/find/no-match.tsx';
import { ShortcutsPopover } from './features/help/shortcuts-popover.tsx';
import { FirstStart } from './features/interfaces/first-start.tsx';
import { InterfaceChips } from './features/interfaces/interface-chips.tsx';
import { InterfacePicker } from './features/interfaces/interface-picker.tsx';
import { ListsPage } from './features/lists/lists-page.tsx';
import { PacketTable } from './features/packets/packet-table.tsx';
import { PauseButton } from './features/packets/pause-button.tsx';
import { TableFoot } from './features/packets/table-foot.tsx';
import { CommandPalette } from './features/palette/command-palette.tsx';
import { PlaygroundView } from './features/playground/playground-view.tsx';
import { NoFlips } from './features/replay/no-flips.tsx';
import { ReplayFoot } from './features/replay/replay-foot.tsx';
import { ReplayView } from './features/replay/replay-view.tsx';
import { RulesView } from './features/rules/rules-view.tsx';
import { SettingsPopover } from './features/settings/settings-popover.tsx';
import { useTheme } from './features/settings/use-theme.ts';
import { NothingYet, PlaygroundStarting } from './features/states/nothing-yet.tsx';
import { PanicButton } from './features/states/panic-button.tsx';
import { StateStrips } from './features/states/state-strips.tsx';
import { StatusBar } from './features/status/status-bar.tsx';
import { TalkersView } from './features/talkers/talkers-view.tsx';
import { ChartStrip } from './features/traffic/chart-strip.tsx';
import { TrafficView } from './features/traffic/traffic-view.tsx';
import type { SecondRange } from './model/traffic-charts.ts';
import type { Application } from './stores/application.ts';
import {
  ApplicationContext,
  useActions,
  useApplication,
  useEngine,
  usePackets,
} from './stores/application-context.ts';
import { isLive } from './stores/engine-store.ts';
import { insideReplay } from './stores/inside-replay.ts';
import { BrandMark } from './ui/brand-mark.tsx';
import { Button } from './ui/button.tsx';
import { Icon } from './ui/icon.tsx';
import { Notice } from './ui/notice.tsx';
import { RailButton } from './ui/rail-button.tsx';
import { useCommands } from './use-commands.ts';
import { useDrawer } from './use-drawer.ts';
import { useFocusAfterUnlock } from './use-focus-after-unlock.ts';
import { useShownRule } from './use-shown-rule.ts';
import { useView, VIEW_LABELS, VIEWS, type View } from './use-view.ts';
import { useWindowKeys } from './use-window-keys.ts';

const VIEW_ICONS: Readonly<Record<View, LucideIcon>> = {
  live: Activity,
  rules: ListChecks,
  talkers: ChartBarDecreasing,
  traffic: ChartColumn,
  replay: FileInput,
  playground: FlaskConical,
  doctor: Stethoscope,
};

export function App({ application }: { readonly application: Application }) {
  return (
    <ApplicationContext value={application}>
      <Tooltip.Provider delayDuration={400}>
        <Window />
      </Tooltip.Provider>
    </ApplicationContext>
  );
}

function Window() {
  const application = useApplication();
  const { doctor, find } = application;
  const inside = useMemo(() => insideReplay(application), [application]);
  const [view, setView] = useView();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const drawer = useDrawer();
  const [picker, setPicker] = useState(false);
  useTheme();
  useFocusAfterUnlock();
  useWindowKeys({
    live: view === 'live',
    showHelp: () => setHelp(true),
    showPalette: () => setPalette(true),
    escape: drawer.close,
  });
  const commands = useCommands({
    setView,
    showHelp: () => setHelp(true),
    pickInterface: () => setPicker(true),
    blockByHand: () => {
      setView('live');
      drawer.write();
    },
  });
  useShownRule((inPanel) => {
    setView(inPanel ? 'live' : 'rules');
    if (inPanel) drawer.show();
  });
  const showPackets = (filter: string) => {
    find.setTimeRange();
    find.set(filter);
    setView('live');
  };
  const showTime = (range: SecondRange | undefined) => {
    if (range) find.setTimeRange(range.from * 1000, range.end * 1000);
    else find.setTimeRange();
  };
  const askLess = () => {
    setView('doctor');
    void doctor.showPlan();
  };
  const announcement = useActions((state) => state.announcement);
  const notice = useActions((state) => state.notice);
  return (
    <div className={styles.window}>
      <header className={styles.header}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <BrandMark />
          </span>
          Portcullis
        </div>
        <InterfaceChips />
        <InterfacePicker open={picker} onOpenChange={setPicker} />
        <span className="grow" />
        {view === 'live' && (
          <>
            <Button
              ref={drawer.button}
              className={styles.drawerButton}
              aria-expanded={drawer.open}
              aria-controls="blocked"
              onClick={drawer.toggle}
            >
              <Icon of={PanelRight} size={14} />
              Blocked <BlockedCount />
            </Button>
            <PauseButton />
          </>
        )}
        <PanicButton />
      </header>
      <nav className={styles.rail} aria-label="Views">
        {VIEWS.map((each) => (
          <RailButton
            key={each}
            icon={<Icon of={VIEW_ICONS[each]} size={18} />}
            label={VIEW_LABELS[each]}
            aria-current={view === each ? 'page' : undefined}
            onClick={() => setView(each)}
          />
        ))}
        <span className={styles.gap} />
        <SettingsPopover />
        <ShortcutsPopover open={help} onOpenChange={setHelp} />
      </nav>
      <div className={styles.stage}>
        <section className={styles.strips} aria-label="Notices">
          <StateStrips
            live={view === 'live'}
            onPickInterface={() => setPicker(true)}
            onOpenDoctor={view === 'doctor' ? undefined : () => setView('doctor')}
            onAskLess={askLess}
          />
        </section>
        <div className={styles.body}>
          <main className={styles.main}>
            {view === 'live' && <LiveView onOpenPlayground={() => setView('playground')} />}
            {view === 'rules' && <RulesView lists={<ListsPage />} />}
            {view === 'talkers' && <TalkersView onShowPackets={showPackets} />}
            {view === 'traffic' && (
              <TrafficView onRange={showTime} onShowPackets={() => setView('live')} />
            )}
            {view === 'replay' && <Replay inside={inside} />}
            {view === 'playground' && <PlaygroundView onOpenLive={() => setView('live')} />}
            {view === 'doctor' && <DoctorView />}
          </main>
          {view === 'live' && (
            <aside
              id="blocked"
              ref={drawer.panel}
              className={styles.panel}
              data-open={drawer.open}
              aria-label="Blocked"
              tabIndex={-1}
            >
              <BlockedPanel onOpenRules={() => setView('rules')} />
            </aside>
          )}
        </div>
      </div>
      <StatusBar />
      {palette && <CommandPalette {...commands} onClose={() => setPalette(false)} />}
      {notice && <Notice text={notice.text} />}
      <p className="unseen" role="status">
        {announcement}
      </p>
    </div>
  );
}

/** The live list's own parts, with the packets of a file in them. */
function Replay({ inside }: { readonly inside: Application }) {
  return (
    <ReplayView>
      <ApplicationContext value={inside}>
        <FindBar />
        <div className={styles.list}>
          <PacketTable stale={false} />
          <NoMatch />
          <NoFlips />
        </div>
        <TableFoot ofFile={<ReplayFoot />} files={<ExportMenu />} />
        <DetailsDrawer />
      </ApplicationContext>
    </ReplayView>
  );
}

function LiveView({ onOpenPlayground }: { readonly onOpenPlayground: () => void }) {
  const { history } = useApplication();
  const known = useEngine((state) => state.engine !== undefined);
  const starting = useEngine((state) => state.playground.state === 'starting');
  const attached = useEngine((state) => state.attachments.length > 0);
  const live = useEngine(isLive);
  const empty = usePackets((state) => state.version >= 0 && history.end === 0);
  if (!known) return null;
  if (!attached && empty && starting) return <PlaygroundStarting />;
  if (!attached && empty) return <FirstStart onOpenPlayground={onOpenPlayground} />;
  return (
    <>
      <ChartStrip />
      {!empty && <FindBar />}
      {empty ? (
        <NothingYet />
      ) : (
        <div className={styles.list}>
          <PacketTable stale={!live} />
          <NoMatch />
        </div>
      )}
      {!empty && <TableFoot files={<ExportMenu />} />}
      {!empty && <DetailsDrawer />}
    </>
  );
}
