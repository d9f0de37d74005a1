import type { JsonObject } from '../../../core/json.ts'
import { requirePlain } from '../../plain.ts'
import type { Appender } from '../writing/appender.ts'
import type { SegmentChainOptions } from '../writing/segment-chain.ts'
import { newWriter } from '../segment-name.ts'
import { createRemote } from './remote.ts'
import { createThreadFiles } from './thread-files.ts'

/**
 * An appender whose work is done in a thread. When that dies, it is done here, in files of another writer: of the
 * thread's files what was not acknowledged is cut off, and calls that have had no answer are written anew.
 */
export function createThreadAppender(options: SegmentChainOptions): Appender {
  const writer = newWriter()
  const files = createThreadFiles(options.dir, writer)
  const remote = createRemote({ ...options, writer }, files)

  // Here, because a clone no longer shows of which class it was.
  function plain(records: readonly JsonObject[]): readonly JsonObject[] {
    for (const record of records) requirePlain(record)
    return records
  }

  return {
    async append(records) {
      const appended = remote.send({ kind: 'append', records: plain(records) })
      if (options.durability !== 'memory') return appended
      // The thread keeps what fails for the next one that settles.
      appended.catch(() => {})
    },
    async settle() {
      if (remote.isStarted()) await remote.send({ kind: 'settle' })
    },
    settleSync() {
      if (remote.isBusy()) remote.sendNow({ kind: 'settleSync' })
    },
    appendSync: (records) => remote.sendNow({ kind: 'appendSync', records: plain(records) }),
    async rotate() {
      if (remote.isStarted()) await remote.send({ kind: 'rotate' })
    },
    async close() {
      if (!remote.isStarted()) return
      try {
        await remote.send({ kind: 'close' })
      } finally {
        remote.end()
      }
    },
    committedTo: (name) => remote.committedTo(name) ?? files.committedTo(name),
  }
}
