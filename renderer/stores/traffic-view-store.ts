import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SecondRange } from '../model/traffic-charts.ts';
import type { TrafficUnit } from '../model/traffic-log.ts';

/** How long a stretch the charts show while they follow, in seconds. */
export const TRAFFIC_SPANS = [120, 300, 900, 1800] as const;
export type TrafficSpan = (typeof TRAFFIC_SPANS)[number];

/** How the charts are looked at; kept while other views are open. */
export interface TrafficViewState {
  readonly unit: TrafficUnit;
  readonly stacked: boolean;
  readonly span: TrafficSpan;
  /** A stretch that stands still, instead of following. */
  readonly zoom: SecondRange | undefined;
}

export type TrafficViewStore = StoreApi<TrafficViewState>;

export function createTrafficViewStore(): TrafficViewStore {
  return createStore<TrafficViewState>(() => ({
    unit: 'packets',
    stacked: true,
    span: 300,
    zoom: undefined,
  }));
}
