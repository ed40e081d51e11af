/** What the machine must have, looked for by what is used and not by package names. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from '../launch/find-browser.ts';
import { findProgram } from './find-program.ts';

export type Distribution = 'debian' | 'fedora' | 'arch';

export interface Need {
  /** What to call it in front of the user. */
  readonly name: string;
  isMet(): boolean;
  /** Sets of packages that bring it; the first set that the distribution has is taken. */
  readonly packages: Readonly<Record<Distribution, readonly (readonly string[])[]>>;
  /** What to do where no set is to be had. */
  readonly otherwise?: string;
}

/** To build the filter and to run the app. */
export const NEEDS_TO_START: readonly Need[] = [
  program('clang', 'clang', 'clang', 'clang'),
  {
    name: 'libbpf',
    isMet: hasLibbpf,
    packages: { debian: [['libbpf1']], fedora: [['libbpf']], arch: [['libbpf']] },
  },
  {
    name: 'the headers of libbpf',
    isMet: () => existsSync('/usr/include/bpf/bpf_helpers.h'),
    packages: { debian: [['libbpf-dev']], fedora: [['libbpf-devel']], arch: [['libbpf']] },
  },
  {
    name: 'the kernel interface headers',
    isMet: () => existsSync('/usr/include/linux/bpf.h'),
    packages: {
      debian: [['linux-libc-dev']],
      fedora: [['kernel-headers']],
      arch: [['linux-api-headers']],
    },
  },
  program('ip', 'iproute2', 'iproute', 'iproute2'),
  program('unshare', 'util-linux', 'util-linux', 'util-linux'),
  program('setpriv', 'util-linux', 'util-linux-core', 'util-linux'),
];

/** Only where nothing else can show the window. Ubuntu's own packages of it are snaps. */
export const BROWSER: Need = {
  name: 'Chromium',
  isMet: () => findBrowser() !== undefined,
  packages: {
    debian: [['chromium', 'chromium-sandbox'], ['chromium']],
    fedora: [['chromium']],
    arch: [['chromium']],
  },
  otherwise: 'Install Chrome, Brave, Edge or Chromium by hand, only not as a snap.',
};

export const NEEDS_TO_TEST: readonly Need[] = [
  ...NEEDS_TO_START,
  program('clang-format', 'clang-format', 'clang-tools-extra', 'clang'),
  {
    name: 'bpftool',
    isMet: hasBpftool,
    packages: {
      debian: [['bpftool'], ['linux-tools-common', 'linux-tools-generic']],
      fedora: [['bpftool']],
      arch: [['bpf']],
    },
  },
  program('ethtool', 'ethtool', 'ethtool', 'ethtool'),
  program('ping', 'iputils-ping', 'iputils', 'iputils'),
  program('sudo', 'sudo', 'sudo', 'sudo'),
  program('useradd', 'passwd', 'shadow-utils', 'shadow'),
  {
    ...program('script', 'bsdutils', 'util-linux', 'util-linux'),
    packages: {
      debian: [['bsdutils']],
      fedora: [['util-linux-script'], ['util-linux']],
      arch: [['util-linux']],
    },
  },
  // Reads the capture files that are written, and judges them.
  program('tshark', 'tshark', 'wireshark-cli', 'wireshark-cli'),
  program('Xvfb', 'xvfb', 'xorg-x11-server-Xvfb', 'xorg-server-xvfb'),
  BROWSER,
];

export function unmetNeeds(needs: readonly Need[]): readonly Need[] {
  return needs.filter((need) => !need.isMet());
}

function program(name: string, debian: string, fedora: string, arch: string): Need {
  return {
    name,
    isMet: () => findProgram(name) !== undefined,
    packages: { debian: [[debian]], fedora: [[fedora]], arch: [[arch]] },
  };
}

/** The loader's cache knows every directory; the usual ones are for systems without a cache. */
function hasLibbpf(): boolean {
  const ldconfig = findProgram('ldconfig');
  const cache = ldconfig ? spawnSync(ldconfig, ['-p'], { encoding: 'utf8' }).stdout : '';
  if (/\blibbpf\.so\.1\b/.test(cache ?? '')) return true;
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return [`/usr/lib/${machine}-linux-gnu`, '/usr/lib64', '/usr/lib', '/usr/local/lib'].some(
    (directory) => existsSync(`${directory}/libbpf.so.1`),
  );
}

/** Ubuntu ships a script of that name that only works beside the package of the running kernel. */
function hasBpftool(): boolean {
  const bpftool = findProgram('bpftool');
  return bpftool !== undefined && spawnSync(bpftool, ['version']).status === 0;
}
