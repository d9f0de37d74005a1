import { mkdirSync, rmSync } from 'node:fs'
import { createAppendFile } from '../append-file.ts'
import type { GroupOf } from './branches.ts'
import { forEachRecord } from './lone-calls.ts'
import { createSpool, inFoldableSize } from './spool.ts'
import { forEachSpoolLine, withLineFeed } from './spool-line.ts'

export type GroupRoom = {
  /** Made for the files, and removed behind them. */
  readonly directory: string
  readonly partitionBytes: number
}

/** Some groups of a key, and what all chats of the key open with. `isTooLarge`: one group that is too large alone. */
export type GroupFile = { readonly path: string; readonly isTooLarge: boolean }

/** The chats of a key in files of some groups each. The caller is done with one when it asks for the next. */
export function* inGroupFiles(
  path: string,
  groupOf: GroupOf,
  { directory, partitionBytes }: GroupRoom,
): Generator<GroupFile> {
  mkdirSync(directory, { mode: 0o700 })
  try {
    const { key, shared, groups } = divideGroups(path, groupOf, directory)
    for (const piece of inFoldableSize(groups, directory, partitionBytes)) {
      const whole = `${piece.path}-whole`
      writeWhole(whole, piece.path, key, shared)
      yield { path: whole, isTooLarge: piece.bytes > partitionBytes }
      rmSync(whole)
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function divideGroups(path: string, groupOf: GroupOf, directory: string) {
  const spool = createSpool(directory)
  const shared: Buffer[] = []
  let key = ''
  try {
    forEachRecord(path, (record, line) => {
      key = record.key
      const group = groupOf(record)
      if (group === undefined) shared.push(Buffer.from(withLineFeed(line)))
      else {
        line.write(group, 1, 'latin1')
        spool.write(group, withLineFeed(line))
      }
    })
  } catch (error) {
    spool.close()
    throw error
  }
  return { key, shared: Buffer.concat(shared), groups: spool.close() }
}

/** What stands behind the openings comes behind them, under the key again. */
function writeWhole(to: string, path: string, key: string, shared: Buffer): void {
  const file = createAppendFile(to)
  try {
    file.append(shared)
    forEachSpoolLine(path, (line) => {
      line.write(key, 1, 'latin1')
      file.append(withLineFeed(line))
    })
  } finally {
    file.close()
  }
}
