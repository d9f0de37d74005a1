import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import type { GroupOf } from './branches.ts'
import { createTree, finishTree, type ConversationTree } from './conversation-tree.ts'
import type { FoldablePiece } from './foldable-pieces.ts'
import { forEachRecord } from './lone-calls.ts'
import { createSpool, inFoldableSize, withLineFeed, type Partition } from './spool.ts'
import type { SpoolRecord } from './spool-record.ts'

export type GroupRoom = {
  readonly groupOf: GroupOf
  /** Of the spool that are behind with these pieces. */
  readonly bytes: number
  /** Made for the pieces, and removed behind them. */
  readonly directory: string
  readonly partitionBytes: number
}

/** The chats of a key in pieces of some groups each, every one with what all of them open with. */
export function* piecesOfGroups({ path }: Partition, room: GroupRoom): Generator<FoldablePiece> {
  const { groupOf, bytes, directory, partitionBytes } = room
  mkdirSync(directory, { mode: 0o700 })
  try {
    const { key, shared, groups } = divideGroups(path, groupOf, directory)
    for (const piece of inFoldableSize(groups, directory, partitionBytes)) {
      appendFileSync(piece.path, shared)
      yield { path: piece.path, bytes: 0, trees: () => [loadGroups(piece.path, key, groupOf)] }
    }
    yield { path, bytes, trees: () => [] }
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

/** One tree, with what all of them open with below what stands behind it. */
function loadGroups(path: string, key: string, groupOf: GroupOf): ConversationTree {
  const tree = createTree(key)
  const rest: SpoolRecord[] = []
  forEachRecord(path, (record) => {
    if (groupOf(record) === undefined) tree.add(record)
    else rest.push(record)
  })
  for (const record of rest) tree.add(record)
  return finishTree(tree)
}
