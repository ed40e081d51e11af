import { syscall3 } from '../ffi/libc.ts';

const SYS_MEMBARRIER_ARM64 = 283;
const MEMBARRIER_CMD_PRIVATE_EXPEDITED = 8;
const MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16;

/**
 * Keeps memory accesses before it before those after it. x86-64 orders loads among each other and
 * before later stores by itself; arm64 does not, and JavaScript has no fence for memory that is not
 * its own, so there the kernel is asked for one. membarrier(2)
 */
export const memoryBarrier: () => void = process.arch === 'arm64' ? createArm64Barrier() : () => {};

function createArm64Barrier(): () => void {
  syscall3(SYS_MEMBARRIER_ARM64, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
  return () => {
    syscall3(SYS_MEMBARRIER_ARM64, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
  };
}
