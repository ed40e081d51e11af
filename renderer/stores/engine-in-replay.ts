import { createStore } from 'zustand/vanilla';
import type { ReplayedInterface } from '../../electron/contract/replay.ts';
import type { NetworkInterface } from '../../electron/contract/state.ts';
import type { EngineState, EngineStore } from './engine-store.ts';
import type { ReplayFile } from './replay-store.ts';

/** What the engine says, and beside this machine's interfaces those of the file that is replayed. */
export function engineInReplay(engine: EngineStore, replay: ReplayFile): EngineStore {
  let ofFile: readonly NetworkInterface[] = [];
  let last: { of: EngineState['interfaces']; ofFile: typeof ofFile; both: typeof ofFile };
  // The same array for as long as nothing about it is another.
  const both = (of: EngineState['interfaces']) => {
    if (last?.of !== of || last.ofFile !== ofFile) last = { of, ofFile, both: [...of, ...ofFile] };
    return last.both;
  };
  const read = (): EngineState => {
    const state = engine.getState();
    return { ...state, interfaces: both(state.interfaces) };
  };
  const store = createStore<EngineState>(read);
  engine.subscribe(() => store.setState(read(), true));
  replay.store.subscribe(({ summary, fileName }, before) => {
    const now = summary?.interfaces ?? [];
    const isSame = summary?.replay === before.summary?.replay && now.length === ofFile.length;
    if (isSame) return;
    ofFile = now.map((each) => asInterface(each, fileName));
    store.setState(read(), true);
  });
  return store;
}

function asInterface(
  { ifindex, name, framing }: ReplayedInterface,
  fileName: string,
): NetworkInterface {
  return {
    // A file of the classic kind names none.
    name: name === '' ? fileName : name,
    ifindex,
    framing,
    driver: '',
    state: 'unknown',
    mtuBytes: 0,
    addresses: [],
  };
}
