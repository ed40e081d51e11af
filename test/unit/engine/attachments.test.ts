/** All interfaces get another generation of programs, or none does; without a kernel. */
import { openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIRECTIONS } from '../../../electron/contract/language/statement.ts';
import { ok } from '../../../electron/contract/result.ts';
import type { NetworkInterface } from '../../../electron/contract/state.ts';
import type { LoadProgram } from '../../../electron/engine/enforcement/program-source.ts';
import type { Libbpf } from '../../../electron/engine/ffi/libbpf.ts';
import { Attachments, type Machine } from '../../../electron/engine/network/attachments.ts';
import { expectOk } from '../../support/expect-ok.ts';

const EBUSY = -16;
const LINK_INFO_BYTES = 24;

/** Links as the kernel has them, with every replacing that was asked for. */
class FakeKernel {
  /** Place to the id of the program there; an id is also its program's descriptor. */
  readonly places = new Map<string, number>();
  /** The replacing of this place is refused. */
  refuses: string | undefined;
  readonly #links = new Map<number, { readonly place: string; readonly ifindex: number }>();

  readonly libbpf = {
    queryXdp: () => EBUSY,
    createXdpLink: (programFd: number, ifindex: number) => this.#link('in', ifindex, programFd),
    createTcxLink: (programFd: number, ifindex: number) => this.#link('out', ifindex, programFd),
    updateLink: (linkFd: number, programFd: number) => {
      const { place = '' } = this.#links.get(linkFd) ?? {};
      if (place === this.refuses) return EBUSY;
      this.places.set(place, programFd);
      return 0;
    },
    infoByFd: (fd: number, bytes: Uint8Array) => {
      const info = new DataView(bytes.buffer);
      const link = this.#links.get(fd);
      if (link && bytes.length === LINK_INFO_BYTES) {
        info.setUint32(8, this.places.get(link.place) ?? 0, true);
        info.setUint32(16, link.ifindex, true);
      } else {
        info.setUint32(4, fd, true);
      }
      return 0;
    },
  } as unknown as Libbpf;

  /** A descriptor that is closed for good when the link is disposed. */
  #link(direction: string, ifindex: number, programFd: number): number {
    const fd = openSync('/dev/null', 'r');
    const place = `${direction} ${ifindex}`;
    this.#links.set(fd, { place, ifindex });
    this.places.set(place, programFd);
    return fd;
  }
}

/** Programs that were loaded, and those of them that were freed. */
class FakePrograms {
  /** The n-th program cannot be loaded, counted from 1. */
  refusesNth: number | undefined;
  readonly freed: number[] = [];
  #loaded = 0;
  #lastFd = 1_000_000;

  readonly load: LoadProgram = async () => {
    this.#loaded += 1;
    if (this.#loaded === this.refusesNth) return REFUSED;
    this.#lastFd += 1;
    const fd = this.#lastFd;
    return ok({ fd, [Symbol.dispose]: () => void this.freed.push(fd) });
  };

  get loaded(): number {
    return this.#loaded;
  }
}

const REFUSED = {
  ok: false,
  error: { code: 'kernel-refused', message: 'It refuses.', remedy: 'Expect this.' },
} as const;

const INTERFACES = [1, 2, 3].map(
  (ifindex): NetworkInterface => ({
    name: `eth${ifindex}`,
    ifindex,
    driver: 'veth',
    state: 'up',
    framing: 'ethernet',
    mtuBytes: 1500,
    addresses: [],
  }),
);
const PLACES = INTERFACES.flatMap(({ ifindex }) => [`in ${ifindex}`, `out ${ifindex}`]);

let kernel: FakeKernel;
let programs: FakePrograms;
let attachments: Attachments;
let before: Map<string, number>;

beforeEach(async () => {
  kernel = new FakeKernel();
  programs = new FakePrograms();
  attachments = new Attachments({ libbpf: kernel.libbpf });
  attachments.source = {
    load: programs.load,
    exclusively: (work) => work(),
    noteInterface: async () => ok(null),
  };
  for (const target of INTERFACES) expectOk(await attachments.attach(target));
  before = new Map(kernel.places);
});
afterEach(() => attachments.detachAll());

/** Ids of the programs of a generation: three interfaces, two ways each. */
function generation(number: number): number[] {
  return PLACES.map((_, index) => 1_000_001 + (number - 1) * PLACES.length + index);
}

describe('another generation of programs', () => {
  test('takes every place, and the old one is freed', async () => {
    expect([...before.values()]).toEqual(generation(1));
    expectOk(await attachments.replacePrograms(programs.load, DIRECTIONS));
    expect([...kernel.places.values()]).toEqual(generation(2));
    expect(programs.freed.sort()).toEqual(generation(1));
  });

  test.each(PLACES)('takes none if the kernel refuses it: %s', async (place) => {
    kernel.refuses = place;
    const refused = await attachments.replacePrograms(programs.load, DIRECTIONS);
    expect(refused).toMatchObject({ ok: false, error: { code: 'kernel-refused' } });
    expect(kernel.places).toEqual(before);
    expect(programs.freed.sort()).toEqual(generation(2));
    expect(
      attachments.list.map(({ programId, egressProgramId }) => [programId, egressProgramId]),
    ).toEqual(
      INTERFACES.map(({ ifindex }) => [before.get(`in ${ifindex}`), before.get(`out ${ifindex}`)]),
    );

    kernel.refuses = undefined;
    programs.freed.length = 0;
    expectOk(await attachments.replacePrograms(programs.load, DIRECTIONS));
    expect([...kernel.places.values()]).toEqual(generation(3));
    expect(programs.freed.sort()).toEqual(generation(1));
  });

  test('of one way leaves the other alone', async () => {
    expectOk(await attachments.replacePrograms(programs.load, ['in']));
    const [incoming, outgoing] = ['in', 'out'].map((way) =>
      INTERFACES.map(({ ifindex }) => kernel.places.get(`${way} ${ifindex}`)),
    );
    expect(incoming).toEqual(generation(2).slice(0, 3));
    expect(outgoing).toEqual(INTERFACES.map(({ ifindex }) => before.get(`out ${ifindex}`)));
    expect(programs.freed).toHaveLength(3);
  });

  test('takes none if one of them cannot be loaded', async () => {
    programs.refusesNth = programs.loaded + 4;
    expect(await attachments.replacePrograms(programs.load, DIRECTIONS)).toEqual(REFUSED);
    expect(kernel.places).toEqual(before);
    expect(programs.freed.sort()).toEqual(generation(2).slice(0, 3));
  });

  test('of an interface that is detached while they are loaded is freed', async () => {
    let loads = 0;
    const load: LoadProgram = (direction, place) => {
      loads += 1;
      if (loads === 5) expectOk(attachments.detach('eth1'));
      return programs.load(direction, place);
    };
    expectOk(await attachments.replacePrograms(load, DIRECTIONS));
    expect(PLACES.slice(2).map((place) => kernel.places.get(place))).toEqual(
      generation(2).slice(2),
    );
    expect(programs.freed.sort()).toEqual([...generation(1), ...generation(2).slice(0, 2)]);
  });
});

test('an interface whose frames no rule could match is not watched', async () => {
  const target: NetworkInterface = { ...(INTERFACES[0] as NetworkInterface), framing: 'other' };
  attachments.detachAll();
  const { loaded } = programs;
  expect(await attachments.attach(target)).toMatchObject({
    ok: false,
    error: { code: 'unsupported-interface' },
  });
  expect(programs.loaded).toBe(loaded);
});

describe('compared with the interfaces of the machine', () => {
  /** The machine with these interfaces at this moment. */
  function machineWith(there: readonly NetworkInterface[]): Machine {
    return {
      holderOf: (ifindex) => {
        const id = kernel.places.get(`in ${ifindex}`);
        const exists = there.some((each) => each.ifindex === ifindex);
        return exists && id !== undefined ? { id } : undefined;
      },
      indexOf: (name) => there.find((each) => each.name === name)?.ifindex ?? 0,
    };
  }

  /** `there` are those that exist by now, whatever the list says. */
  function reconcile(there = INTERFACES, listed = INTERFACES) {
    const changes = attachments.reconcile(listed, machineWith(there));
    return { ...changes, states: attachments.list.map((each) => [each.interface, each.state]) };
  }

  const ALL = INTERFACES.map(({ name }) => [name, 'attached']);

  test('nothing changes where every filter is in its place', () => {
    expect(reconcile()).toEqual({ changed: false, back: [], taken: [], states: ALL });
  });

  test('one without its filter is let go', () => {
    kernel.places.delete('in 1');
    const { changed, taken, states } = reconcile();
    expect({ changed, taken, states }).toEqual({
      changed: true,
      taken: ['eth1'],
      states: ALL.slice(1),
    });
  });

  test('one that went is waited for, and comes back', () => {
    const left = INTERFACES.slice(1);
    const states = [['eth1', 'gone'], ...ALL.slice(1)];
    expect(reconcile(left, left)).toEqual({ changed: true, back: [], taken: [], states });
    const { back, taken } = reconcile();
    expect({ back, taken }).toEqual({ back: INTERFACES.slice(0, 1), taken: [] });
  });

  test('nobody took the filter of one that went after the list was made: it is waited for', () => {
    const states = [['eth1', 'gone'], ...ALL.slice(1)];
    const changes = reconcile(INTERFACES.slice(1), INTERFACES);
    expect(changes).toEqual({ changed: true, back: [], taken: [], states });
  });

  test('there is something to look at when a filter is missing, or one that is waited for is there', () => {
    const left = INTERFACES.slice(1);
    expect(attachments.hasToLook(machineWith(INTERFACES))).toBe(false);
    expect(attachments.hasToLook(machineWith(left))).toBe(true);
    reconcile(left, left);
    expect(attachments.hasToLook(machineWith(left))).toBe(false);
    expect(attachments.hasToLook(machineWith(INTERFACES))).toBe(true);
    kernel.places.delete('in 2');
    expect(attachments.hasToLook(machineWith(left))).toBe(true);
  });
});
