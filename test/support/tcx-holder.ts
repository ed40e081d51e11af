/** Attaches the program of an object to an interface by tcx, and holds it until it is ended. */
import koffi from 'koffi';
import { BPF_TCX_INGRESS, bindLibbpf } from '../../electron/engine/ffi/libbpf.ts';
import { interfaceIndex } from '../../electron/engine/ffi/libc-socket.ts';
import { openLibrary } from '../../electron/engine/ffi/library.ts';
import { expectOk } from './expect-ok.ts';
import { RESOURCES } from './paths.ts';

const [objectPath = '', device = ''] = process.argv.slice(2);
const library = expectOk(openLibrary('libbpf.so.1', `${RESOURCES}/lib`));
const libbpf = bindLibbpf(library);
const object = libbpf.openObject(objectPath, new Uint8Array(65536));
const loaded = await libbpf.loadObject(object);
if (loaded !== 0) throw new Error(`the program was not loaded (${loaded})`);
const program = libbpf.findProgram(object, 'their_tc');
if (!program) throw new Error('the object has no such program');
const createLink = library.func('bpf_link_create', 'int', [
  'int',
  'int',
  'int',
  koffi.pointer('void'),
]);
const link: number = createLink(
  libbpf.programFd(program),
  interfaceIndex(device),
  BPF_TCX_INGRESS,
  null,
);
if (link < 0) throw new Error(`the program was not attached (${link})`);
console.log('attached');
setInterval(() => {}, 1_000_000);
