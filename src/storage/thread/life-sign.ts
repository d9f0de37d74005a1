import { fstatSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FILE, HAS_ENDED, INODE, STATE } from './protocol.ts'

/**
 * Opens a file and never closes it. A thread that is ended from outside, or that has no memory left, can say nothing any
 * more; but Node closes the files that it has opened, behind the last of what it has begun to write.
 */
export function giveLifeSign(signs: Int32Array): void {
  try {
    const file = openSync(fileURLToPath(import.meta.url), 'r')
    Atomics.store(signs, INODE, inodeOf(file))
    Atomics.store(signs, FILE, file)
  } catch {
    // Where the sources are no files. Whoever is blocked then waits in vain for a thread that dies.
  }
}

/** True when the thread runs no more, also before this one hears of it. It is not known of one that has not begun. */
export function hasEnded(signs: Int32Array): boolean {
  if (Atomics.load(signs, STATE) === HAS_ENDED) return true
  const file = Atomics.load(signs, FILE)
  if (file === 0 || isOpen(file, Atomics.load(signs, INODE))) return false
  Atomics.store(signs, STATE, HAS_ENDED)
  return true
}

/** The number of a file that was closed is given to the next one that is opened. */
function isOpen(file: number, inode: number): boolean {
  try {
    return inodeOf(file) === inode
  } catch {
    return false
  }
}

function inodeOf(file: number): number {
  return Number(BigInt.asIntN(32, fstatSync(file, { bigint: true }).ino))
}
