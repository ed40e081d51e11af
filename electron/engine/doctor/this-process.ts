/** What this process brings: its rights, and the files it came with. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../contract/doctor.ts';
import { ok, type Result } from '../../contract/result.ts';
import { BpfObject } from '../bpf/bpf-object.ts';
import { bindLibbpf, type Libbpf } from '../ffi/libbpf.ts';
import { openLibrary } from '../ffi/library.ts';
import { findElevation } from '../privileges/elevation.ts';
import { readInstallation } from '../privileges/helper/installation.ts';
import { isInsideUserNamespace, missingRights } from '../refusals/denial.ts';
import { INSIDE_USER_NAMESPACE } from '../refusals/sentences.ts';
import { fault, good, note } from './finding.ts';

/** Once opened it stays: every look would bind the same functions anew. */
let opened: Libbpf | undefined;

/** Fails with `missing-library`. */
export function openLibbpf(resourcesDirectory: string): Result<Libbpf> {
  if (opened) return ok(opened);
  const library = openLibrary('libbpf.so.1', join(resourcesDirectory, 'lib'));
  if (!library.ok) return library;
  opened = bindLibbpf(library.value);
  opened.silence();
  return ok(opened);
}

export async function examineProcess(
  resourcesDirectory: string,
  libbpf: Result<Libbpf>,
): Promise<Finding[]> {
  return [
    examineRights(),
    await examineHelper(resourcesDirectory),
    examineLibrary(libbpf),
    ...(libbpf.ok ? [examineProgram(resourcesDirectory, libbpf.value)] : []),
  ];
}

function examineRights(): Finding {
  const topic = { check: 'capabilities', subject: 'Rights' };
  const reason = missingRights();
  if (!reason) {
    return good(
      topic,
      'This process has the rights to filter: CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF.',
    );
  }
  // Whoever asks for a password inside cannot give what counts outside.
  if (isInsideUserNamespace()) {
    return fault(topic, { ...reason, remedy: INSIDE_USER_NAMESPACE.remedy });
  }
  if (process.getuid?.() === 0) {
    return fault(topic, {
      ...reason,
      remedy: 'Start Portcullis from a shell of root that was not deprived of them.',
    });
  }
  if (findElevation()) return fault(topic, reason, 'unlock');
  return fault(topic, {
    ...reason,
    remedy: 'Install pkexec (of polkit) or sudo, and start Portcullis again.',
  });
}

async function examineHelper(resourcesDirectory: string): Promise<Finding> {
  const topic = { check: 'helper', subject: 'Helper' };
  const remedy = 'Install it, which shows first what it puts on the machine.';
  if (!existsSync(join(resourcesDirectory, 'bootstrap/bootstrap'))) {
    return note(topic, 'This copy of Portcullis has no helper that could be installed.');
  }
  switch (await readInstallation(resourcesDirectory)) {
    case 'present':
      return good(topic, 'The helper that asks for the password is installed.');
    case 'outdated':
      return note(
        topic,
        'The installed helper belongs to another version of Portcullis.',
        remedy,
        'install',
      );
    case 'absent':
      if (process.getuid?.() === 0) {
        return good(topic, 'No helper is installed, and root is asked for no password.');
      }
      return note(
        topic,
        'No helper is installed, so the password is asked for in general words.',
        remedy,
        'install',
      );
  }
}

function examineLibrary(libbpf: Result<Libbpf>): Finding {
  const topic = { check: 'libbpf', subject: 'libbpf' };
  if (!libbpf.ok) return fault(topic, libbpf.error);
  const version = libbpf.value.versionString().replace(/^v/, '');
  const path = loadedFrom('libbpf.so');
  return good(topic, `Version ${version}${path ? ` was loaded from ${path}` : ' was loaded'}.`);
}

/** The file behind a library of this process, whichever of its names it was opened by. */
function loadedFrom(fileName: string): string | undefined {
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  const line = maps.find((each) => each.includes(`/${fileName}`));
  return line?.slice(line.indexOf('/'));
}

function examineProgram(resourcesDirectory: string, libbpf: Libbpf): Finding {
  const topic = { check: 'filter-program', subject: 'Filter program' };
  const object = BpfObject.open(libbpf, join(resourcesDirectory, 'bpf', 'filter.bpf.o'));
  if (!object.ok) return fault(topic, object.error);
  object.value[Symbol.dispose]();
  return good(topic, 'The filter program is there, and can be read.');
}
