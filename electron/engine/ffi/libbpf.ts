/**
 * libbpf as far as it is used, in the order of its headers. Declarations only: classes in ../bpf
 * give these calls a shape. Works with libbpf 1.1 and newer; structures that have grown since carry
 * their size, so an older library reads the part it knows.
 *
 * Unless said otherwise a call returns 0 or a file descriptor, or a negative errno.
 */
import koffi from 'koffi';
import type { Pointer } from './libc.ts';
import type { Library } from './library.ts';

declare const brand: unique symbol;
/** `struct bpf_object *` and its parts. A wrong handle would crash, so their types differ. */
export type ObjectHandle = Pointer & { readonly [brand]: 'bpf_object' };
export type ProgramHandle = Pointer & { readonly [brand]: 'bpf_program' };
export type MapHandle = Pointer & { readonly [brand]: 'bpf_map' };

// <linux/bpf.h>
export const BPF_XDP = 37;
export const BPF_TCX_INGRESS = 46;
export const BPF_TCX_EGRESS = 47;
export const BPF_ANY = 0;
export const BPF_F_XDP_HAS_FRAGS = 1 << 5;
/** In front of the others on a multi-program hook, or of a named one. */
export const BPF_F_BEFORE = 1 << 3;
// <linux/if_link.h>
export const XDP_FLAGS_SKB_MODE = 1 << 1;
export const XDP_FLAGS_DRV_MODE = 1 << 2;
/** `attach_mode` of a query: none 0, driver 1, generic 2, hardware 3, several 4. */
export const XDP_ATTACHED_SKB = 2;
export const XDP_ATTACHED_HW = 3;
// <bpf/libbpf.h>
export const BPF_TC_INGRESS = 1 << 0;
export const BPF_TC_EGRESS = 1 << 1;
export const BPF_TC_F_REPLACE = 1 << 0;

const openOptions = koffi.struct({
  sz: 'size_t',
  object_name: 'const char *',
  relaxed_maps: 'bool',
  pin_root_path: 'const char *',
  attach_prog_fd: 'uint32_t',
  kconfig: 'const char *',
  btf_custom_path: 'const char *',
  kernel_log_buf: 'void *',
  kernel_log_size: 'size_t',
  kernel_log_level: 'uint32_t',
});

const linkCreateOptions = koffi.struct({
  sz: 'size_t',
  flags: 'uint32_t',
  iter_info: 'void *',
  iter_info_len: 'uint32_t',
  target_btf_id: 'uint32_t',
});

const testRunOptions = koffi.struct({
  sz: 'size_t',
  data_in: 'const void *',
  data_out: 'void *',
  data_size_in: 'uint32_t',
  data_size_out: 'uint32_t',
  ctx_in: 'const void *',
  ctx_out: 'void *',
  ctx_size_in: 'uint32_t',
  ctx_size_out: 'uint32_t',
  retval: 'uint32_t',
  repeat: 'int',
  duration: 'uint32_t',
  flags: 'uint32_t',
  cpu: 'uint32_t',
  batch_size: 'uint32_t',
});

const xdpQueryOptions = koffi.struct({
  sz: 'size_t',
  prog_id: 'uint32_t',
  drv_prog_id: 'uint32_t',
  hw_prog_id: 'uint32_t',
  skb_prog_id: 'uint32_t',
  attach_mode: 'uint8_t',
});

const tcHook = koffi.struct({
  sz: 'size_t',
  ifindex: 'int',
  attach_point: 'int',
  parent: 'uint32_t',
});

const tcOptions = koffi.struct({
  sz: 'size_t',
  prog_fd: 'int',
  flags: 'uint32_t',
  prog_id: 'uint32_t',
  handle: 'uint32_t',
  priority: 'uint32_t',
});

/** Where a classifier hangs. `attach_point`: BPF_TC_INGRESS, BPF_TC_EGRESS or both. */
export interface TcHook {
  readonly ifindex: number;
  readonly attach_point: number;
}

/** `struct bpf_tc_opts` without its size. What a call does not ask for has to be 0. */
export interface TcOptions {
  prog_fd: number;
  flags: number;
  prog_id: number;
  handle: number;
  priority: number;
}

export interface XdpQuery {
  sz: number;
  prog_id: number;
  drv_prog_id: number;
  hw_prog_id: number;
  skb_prog_id: number;
  attach_mode: number;
}

export interface TestRun {
  sz: number;
  data_in: Uint8Array;
  data_out: Uint8Array | null;
  data_size_in: number;
  data_size_out: number;
  ctx_in: Uint8Array | null;
  ctx_out: Uint8Array | null;
  ctx_size_in: number;
  ctx_size_out: number;
  retval: number;
  repeat: number;
  duration: number;
  flags: number;
  cpu: number;
  batch_size: number;
}

export type Libbpf = ReturnType<typeof bindLibbpf>;

export function bindLibbpf(library: Library) {
  const optionsPointer = koffi.pointer(openOptions);
  const linkOptionsPointer = koffi.pointer(linkCreateOptions);
  const openFile = library.func('bpf_object__open_file', 'void *', ['str', optionsPointer]);
  const objectLoad = library.func('int bpf_object__load(void *object)');
  const queryXdp = library.func('bpf_xdp_query', 'int', [
    'int',
    'int',
    koffi.inout(koffi.pointer(xdpQueryOptions)),
  ]);
  const createLink = library.func('bpf_link_create', 'int', [
    'int',
    'int',
    'int',
    linkOptionsPointer,
  ]);
  const testRun = library.func('bpf_prog_test_run_opts', 'int', [
    'int',
    koffi.inout(koffi.pointer(testRunOptions)),
  ]);
  const updateBatch = library.func(
    'int bpf_map_update_batch(int fd, const void *keys, const void *values, _Inout_ uint32_t *count, const void *options)',
  );
  const hookPointer = koffi.pointer(tcHook);
  const tcOptionsPointer = koffi.inout(koffi.pointer(tcOptions));
  const createHook = library.func('bpf_tc_hook_create', 'int', [hookPointer]);
  const destroyHook = library.func('bpf_tc_hook_destroy', 'int', [hookPointer]);
  const attachTc = library.func('bpf_tc_attach', 'int', [hookPointer, tcOptionsPointer]);
  const detachTc = library.func('bpf_tc_detach', 'int', [hookPointer, tcOptionsPointer]);
  const queryTc = library.func('bpf_tc_query', 'int', [hookPointer, tcOptionsPointer]);
  const link = (programFd: number, target: number, type: number, flags: number): number =>
    createLink(programFd, target, type, {
      sz: koffi.sizeof(linkCreateOptions),
      flags,
      iter_info: null,
      iter_info_len: 0,
      target_btf_id: 0,
    });
  const onHook =
    (call: (hook: object, options: object) => number) =>
    (hook: TcHook, options: TcOptions): number => {
      const sized = { sz: koffi.sizeof(tcOptions), ...options };
      const result = call({ sz: koffi.sizeof(tcHook), parent: 0, ...hook }, sized);
      options.prog_id = sized.prog_id;
      return result;
    };
  const withHook =
    (call: (hook: object) => number) =>
    (hook: TcHook): number =>
      call({ sz: koffi.sizeof(tcHook), parent: 0, ...hook });

  return {
    // <bpf/libbpf_legacy.h>, <bpf/libbpf.h>
    versionString: library.func('const char *libbpf_version_string()') as () => string,
    /** Libbpf's own messages go to standard error otherwise; ours come from errno and the kernel's log. */
    silence: library
      .func('void *libbpf_set_print(void *callback)')
      .bind(null, null) as () => unknown,
    possibleCpus: library.func('int libbpf_num_possible_cpus()') as () => number,

    /** 0n on failure, with errno. `log` receives what the kernel's verifier says. */
    openObject(path: string, log: Uint8Array): ObjectHandle {
      const options = {
        sz: koffi.sizeof(openOptions),
        object_name: null,
        relaxed_maps: false,
        pin_root_path: null,
        attach_prog_fd: 0,
        kconfig: null,
        btf_custom_path: null,
        kernel_log_buf: log,
        kernel_log_size: log.length,
        // 0: the log is asked for only after a load has failed.
        kernel_log_level: 0,
      };
      return (openFile(path, options) ?? 0n) as ObjectHandle;
    },
    /** Takes milliseconds, so it runs on another thread. */
    loadObject: (object: ObjectHandle): Promise<number> =>
      new Promise((resolve, reject) => {
        objectLoad.async(object, (error: unknown, result: number) =>
          error ? reject(error) : resolve(result),
        );
      }),
    closeObject: library.func('void bpf_object__close(void *object)') as (o: ObjectHandle) => void,
    findProgram: library.func(
      'void *bpf_object__find_program_by_name(void *object, const char *name)',
    ) as (object: ObjectHandle, name: string) => ProgramHandle | null,
    setAutoload: library.func('int bpf_program__set_autoload(void *program, bool autoload)') as (
      program: ProgramHandle,
      autoload: boolean,
    ) => number,
    programFd: library.func('int bpf_program__fd(void *program)') as (p: ProgramHandle) => number,
    setProgramFlags: library.func('int bpf_program__set_flags(void *program, uint32_t flags)') as (
      program: ProgramHandle,
      flags: number,
    ) => number,
    findMap: library.func('void *bpf_object__find_map_by_name(void *object, const char *name)') as (
      object: ObjectHandle,
      name: string,
    ) => MapHandle | null,
    mapFd: library.func('int bpf_map__fd(void *map)') as (map: MapHandle) => number,
    /** Whether loading the object makes this map. */
    setAutocreate: library.func('int bpf_map__set_autocreate(void *map, bool autocreate)') as (
      map: MapHandle,
      autocreate: boolean,
    ) => number,
    /** Before the object is loaded. */
    setMaxEntries: library.func(
      'int bpf_map__set_max_entries(void *map, uint32_t max_entries)',
    ) as (map: MapHandle, maxEntries: number) => number,
    reuseMapFd: library.func('int bpf_map__reuse_fd(void *map, int fd)') as (
      map: MapHandle,
      fd: number,
    ) => number,
    setInitialValue: library.func(
      'int bpf_map__set_initial_value(void *map, const void *data, size_t size)',
    ) as (map: MapHandle, data: Uint8Array, sizeBytes: number) => number,
    queryXdp(ifindex: number): XdpQuery | number {
      const query: XdpQuery = {
        sz: koffi.sizeof(xdpQueryOptions),
        prog_id: 0,
        drv_prog_id: 0,
        hw_prog_id: 0,
        skb_prog_id: 0,
        attach_mode: 0,
      };
      const result: number = queryXdp(ifindex, 0, query);
      return result < 0 ? result : query;
    },

    /** Makes the clsact qdisc. -EEXIST where it is there, or another holds its place. */
    createTcHook: withHook(createHook),
    /** With both attach points: removes the qdisc and all that hangs there. */
    destroyTcHook: withHook(destroyHook),
    /** Direct-action. */
    attachTc: onHook(attachTc),
    /** `prog_fd`, `prog_id` and `flags` must be 0. */
    detachTc: onHook(detachTc),
    /** Gives the program in `prog_id`. */
    queryTc: onHook(queryTc),

    // <bpf/bpf.h>
    updateElement: library.func(
      'int bpf_map_update_elem(int fd, const void *key, const void *value, uint64_t flags)',
    ) as (fd: number, key: Uint8Array, value: Uint8Array, flags: number) => number,
    lookupElement: library.func(
      'int bpf_map_lookup_elem(int fd, const void *key, _Out_ void *value)',
    ) as (fd: number, key: Uint8Array, value: Uint8Array) => number,
    /** Gives what was read in `count`. */
    lookupBatch: library.func(
      'int bpf_map_lookup_batch(int fd, const void *in, void *out, void *keys, void *values, _Inout_ uint32_t *count, const void *options)',
    ) as (
      fd: number,
      inBatch: null,
      outBatch: Uint8Array,
      keys: Uint8Array,
      values: Uint8Array,
      count: [number],
      options: null,
    ) => number,
    deleteElement: library.func('int bpf_map_delete_elem(int fd, const void *key)') as (
      fd: number,
      key: Uint8Array,
    ) => number,
    /** In order of the keys; `key` null gives the first. -ENOENT behind the last. */
    nextKey: library.func(
      'int bpf_map_get_next_key(int fd, const void *key, _Out_ void *next_key)',
    ) as (fd: number, key: Uint8Array | null, nextKey: Uint8Array) => number,
    /** On another thread, for many. The bytes must stay as they are until it is done. */
    updateBatchAsync: (
      fd: number,
      keys: Uint8Array,
      values: Uint8Array,
      count: [number],
    ): Promise<number> =>
      new Promise((resolve, reject) => {
        updateBatch.async(fd, keys, values, count, null, (error: unknown, result: number) =>
          error ? reject(error) : resolve(result),
        );
      }),
    createXdpLink: (programFd: number, ifindex: number, flags: number): number =>
      link(programFd, ifindex, BPF_XDP, flags),
    /** -EINVAL also where the kernel has no TCX (before 6.6). `type`: BPF_TCX_INGRESS or _EGRESS. */
    createTcxLink: (programFd: number, ifindex: number, type: number, flags: number): number =>
      link(programFd, ifindex, type, flags),
    updateLink: library.func(
      'int bpf_link_update(int link_fd, int new_program_fd, const void *options)',
    ) as (linkFd: number, programFd: number, options: null) => number,
    infoByFd: library.func(
      'int bpf_obj_get_info_by_fd(int fd, _Inout_ void *info, _Inout_ uint32_t *info_len)',
    ) as (fd: number, info: Uint8Array, length: [number]) => number,
    programFdById: library.func('int bpf_prog_get_fd_by_id(uint32_t id)') as (id: number) => number,
    /** `target` is an ifindex for TCX. Room for `count` ids; gives how many there are in `count`. */
    queryPrograms: library.func(
      'int bpf_prog_query(int target, int type, uint32_t flags, void *attach_flags, void *ids, _Inout_ uint32_t *count)',
    ) as (
      target: number,
      type: number,
      flags: number,
      attachFlags: null,
      ids: Uint32Array,
      count: [number],
    ) => number,
    testRun(programFd: number, run: TestRun): number {
      run.sz = koffi.sizeof(testRunOptions);
      return testRun(programFd, run);
    },
  };
}
