import { createContext, useContext, useId, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ActionsState } from './actions-store.ts';
import type { Application } from './application.ts';
import type { DetailsState } from './details-store.ts';
import type { DoctorState } from './doctor-store.ts';
import type { EngineState } from './engine-store.ts';
import type { ExporterState } from './exporter.ts';
import type { FindState } from './find-store.ts';
import type { HostsState } from './hosts-store.ts';
import type { PacketsState } from './packets-store.ts';
import type { ReplayFileState } from './replay-store.ts';
import type { TableState } from './table-store.ts';
import type { TalkersState } from './talkers-store.ts';
import type { TrafficViewState } from './traffic-view-store.ts';

export const ApplicationContext = createContext<Application | undefined>(undefined);

export function useApplication(): Application {
  const application = useContext(ApplicationContext);
  if (!application) throw new Error('outside of the application');
  return application;
}

export function useEngine<T>(select: (state: EngineState) => T): T {
  return useStore(useApplication().engine, select);
}

export function usePackets<T>(select: (state: PacketsState) => T): T {
  return useStore(useApplication().packets, select);
}

export function useTable<T>(select: (state: TableState) => T): T {
  return useStore(useApplication().table.store, select);
}

export function useActions<T>(select: (state: ActionsState) => T): T {
  return useStore(useApplication().actions, select);
}

export function useTalkersView<T>(select: (state: TalkersState) => T): T {
  return useStore(useApplication().talkersView, select);
}

export function useFind<T>(select: (state: FindState) => T): T {
  return useStore(useApplication().find.store, select);
}

export function useDetails<T>(select: (state: DetailsState) => T): T {
  return useStore(useApplication().details.store, select);
}

export function useTrafficView<T>(select: (state: TrafficViewState) => T): T {
  return useStore(useApplication().trafficView, select);
}

export function useDoctor<T>(select: (state: DoctorState) => T): T {
  return useStore(useApplication().doctor.store, select);
}

/** Says when more is known of who is behind addresses. */
export function useHosts<T>(select: (state: HostsState) => T): T {
  return useStore(useApplication().hosts.store, select);
}

export function useExporter<T>(select: (state: ExporterState) => T): T {
  return useStore(useApplication().exporter.store, select);
}

export function useReplay<T>(select: (state: ReplayFileState) => T): T {
  return useStore(useApplication().replay.store, select);
}

/**
 * Milliseconds since 1970, anew every second while mounted and `isTicking`: where no time is shown, none
 * has to pass.
 */
export function useNow(isTicking = true): number {
  const { pointer } = useApplication();
  const id = useId();
  const [now, setNow] = useState(() => Date.now());
  // Before anything is painted: it may have stood still for long.
  useLayoutEffect(() => {
    if (!isTicking) return;
    setNow(Date.now());
    const timer = setInterval(() => pointer.whenUp(id, () => setNow(Date.now())), 1000);
    return () => clearInterval(timer);
  }, [pointer, id, isTicking]);
  return now;
}
