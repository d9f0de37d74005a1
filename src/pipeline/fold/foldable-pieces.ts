import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createTree, finishTree, loadConversations, type ConversationTree } from './conversation-tree.ts'
import { foldedPiece, openPiece, type FoldablePiece } from './foldable-piece.ts'
import { findGroups } from './branches.ts'
import { inGroupFiles } from './group-files.ts'
import { rangesOfKeys, type KeyRange } from './key-ranges.ts'
import { findLoneCalls, forEachRecord, type LoneCalls } from './lone-calls.ts'
import { piecesOfParts } from './part-pieces.ts'
import { findParts, type PartRules, type Parts } from './parts.ts'
import type { FileMemory } from '../read-at.ts'
import { hashText } from '../report/statistics/hash-text.ts'
import { createSpool, inFoldableSize, PARTITION_BYTES, type Partition } from './spool.ts'
import { forEachSpoolLine, openSpoolFile, withLineFeed } from './spool-line.ts'
import { isNoteLine, readNote, type GenerationNote, type SpoolRecord } from './spool-record.ts'

/** Lone calls that are folded at once. */
const SLICE_CALLS = 20_000
/** A partition with so many times the bytes that are folded at once is held whole, and folded in ranges of keys. */
const WHOLE_PARTITIONS = 2

export type PieceRules = PartRules & {
  /** Default `PARTITION_BYTES`. */
  readonly partitionBytes?: number | undefined
}

/**
 * The conversations of partitions, in pieces that fit into memory: partitions are divided by key, and a key that is too
 * large alone gives its lone calls in slices, its other chats in groups, and what is still too much in parts by time. The
 * caller is done with a piece when it asks for the next.
 */
export function* piecesOf(
  partitions: readonly Partition[],
  directory: string,
  { partitionBytes = PARTITION_BYTES, ...partRules }: PieceRules,
): Generator<FoldablePiece> {
  const memory = { buffer: Buffer.alloc(0) }
  for (const partition of inFoldableSize(partitions, directory, WHOLE_PARTITIONS * partitionBytes)) {
    const room = { bytes: partition.bytes, directory, partitionBytes, partRules, memory }
    if (partition.undividable) yield* piecesOfPartition(partition, room)
    else yield* piecesOfKeys(partition, room)
  }
}

/** A partition in ranges of keys; divided where they are too large. */
function* piecesOfKeys(partition: Partition, room: Room): Generator<FoldablePiece> {
  const { path, bytes, level } = partition
  const { directory, partitionBytes, memory } = room
  const file = openSpoolFile(path, memory)
  try {
    const ranges = rangesOfKeys(file, { level: level + 1, mostBytes: partitionBytes })
    if (ranges !== undefined) {
      yield { path, bytes, text: file.text, trees: () => treesOfRanges(ranges) }
      return
    }
  } finally {
    file.close()
  }
  for (const smaller of inFoldableSize([partition], directory, partitionBytes)) {
    yield* piecesOfPartition(smaller, { ...room, bytes: smaller.bytes })
  }
}

function* treesOfRanges(ranges: readonly KeyRange[]): Generator<ConversationTree> {
  for (const range of ranges) yield* loadConversations(range)
}

function* piecesOfPartition(partition: Partition, room: Room): Generator<FoldablePiece> {
  const { path, bytes } = partition
  if (bytes > room.partitionBytes) yield* piecesOfKey(partition, room)
  else yield* openPiece(path, bytes, (file) => loadConversations(file.forEachLine))
}

function* piecesOfKey(partition: Partition, room: Room): Generator<FoldablePiece> {
  const { path } = partition
  // Before all that takes more memory for each message, and would find nothing.
  const parts = findParts(path, room.partRules, 'mostly windows')
  const lone = parts === undefined ? findLoneCalls(path) : undefined
  if (parts !== undefined) yield* inParts(path, parts, room)
  else if (lone === undefined) yield* inGroups(partition, room)
  else yield* slicesOf(partition, lone, room)
}

type Room = {
  /** Of the spool that are behind with these pieces. */
  readonly bytes: number
  /** Where folders for pieces are made. */
  readonly directory: string
  readonly partitionBytes: number
  readonly partRules: PartRules
  readonly memory: FileMemory
}

/** A partition with the groups of chats under its key divided, where it is still too large. */
function* inGroups(partition: Partition, room: Room): Generator<FoldablePiece> {
  const { path, undividable, bytes } = partition
  const isTooLarge = undividable && bytes > room.partitionBytes
  const groupOf = isTooLarge ? findGroups(path) : undefined
  if (groupOf === undefined) yield* inParts(path, isTooLarge ? findParts(path, room.partRules) : undefined, room)
  else {
    const groups = inGroupFiles(path, groupOf, { ...room, directory: join(room.directory, 'groups') })
    for (const group of groups) {
      const parts = group.isTooLarge ? findParts(group.path, room.partRules) : undefined
      yield* inParts(group.path, parts, { ...room, bytes: 0 })
    }
    yield foldedPiece(path, room.bytes)
  }
}

function* inParts(path: string, parts: Parts | undefined, { bytes, directory }: Room): Generator<FoldablePiece> {
  if (parts === undefined) yield* openPiece(path, bytes, (file) => loadConversations(file.forEachLine))
  else yield* piecesOfParts(path, parts, { bytes, directory: join(directory, 'parts') })
}

function* slicesOf({ path, bytes }: Partition, lone: LoneCalls, room: Room): Generator<FoldablePiece> {
  const directory = join(room.directory, 'slices')
  mkdirSync(directory, { mode: 0o700 })
  try {
    const { key, openings, others, slices } = divideCalls(path, lone, directory)
    for (const piece of inFoldableSize(slices, directory, room.partitionBytes)) {
      appendFileSync(piece.path, openings)
      yield* openPiece(piece.path, 0, () => loadSlices(piece.path, key, lone))
    }
    for (const rest of others) yield* inGroups(rest, { ...room, bytes })
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Lone calls by their answer, so that both meet; what they open with; and all that belongs to others. */
function divideCalls(path: string, { isLone, openings, asked, otherAnswers }: LoneCalls, directory: string) {
  const [loneFolder, otherFolder] = [join(directory, 'lone'), join(directory, 'others')]
  for (const folder of [loneFolder, otherFolder]) mkdirSync(folder, { mode: 0o700 })
  const loneSpool = createSpool(loneFolder, 0, 0)
  const otherSpool = createSpool(otherFolder)
  const shared: Buffer[] = []
  let key = ''

  function writeLone(answer: string, line: Buffer): void {
    line.write(answer, 1, 'latin1')
    loneSpool.write(answer, withLineFeed(line))
  }

  try {
    forEachRecord(path, (record, line) => {
      key = record.key
      if (record.kind === 'generation') {
        const { note } = record
        if (isLone(note)) writeLone(note.answers[0] ?? '', line)
        else otherSpool.write(key, withLineFeed(line))
        return
      }
      const isShared = record.kind === 'tools' || openings.has(hashText(record.id))
      if (isShared) shared.push(Buffer.from(withLineFeed(line)))
      const isAsked = asked.has(hashText(record.id))
      if (isShared || isAsked || otherAnswers.has(hashText(record.id))) otherSpool.write(key, withLineFeed(line))
      if (!isShared && !isAsked) writeLone(record.id, line)
    })
    return { key, openings: Buffer.concat(shared), slices: loneSpool.close(), others: otherSpool.close() }
  } catch (error) {
    loneSpool.close()
    otherSpool.close()
    throw error
  }
}

/** Trees of lone calls, so many of them in each. */
function* loadSlices(path: string, key: string, { openings }: LoneCalls): Generator<ConversationTree> {
  const [opening, answers]: [Spooled[], Map<string, Spooled>] = [[], new Map()]
  forEachRecord(path, (record) => {
    if (record.kind === 'generation') return
    if (record.kind === 'tools' || openings.has(hashText(record.id))) opening.push(record)
    else answers.set(record.id, record)
  })
  const messages = [...opening, ...answers.values()]
  for (const notes of notesOf(path)) yield treeOf(key, messages, notes)
}

/** The notes of a file, so many at once. */
function* notesOf(path: string): Generator<readonly GenerationNote[]> {
  const offsets: number[] = []
  const lengths: number[] = []
  forEachSpoolLine(path, (line, offset) => {
    if (!isNoteLine(line)) return
    offsets.push(offset)
    lengths.push(line.length)
  })
  const file = openSpoolFile(path)
  try {
    for (let start = 0; start < offsets.length; start += SLICE_CALLS) {
      yield offsets.slice(start, start + SLICE_CALLS).map((offset, index) => {
        return readNote(file.bytes({ offset, length: lengths[start + index] ?? 0 }))
      })
    }
  } finally {
    file.close()
  }
}

type Spooled = Exclude<SpoolRecord, { readonly kind: 'generation' }>

function treeOf(key: string, messages: readonly Spooled[], notes: readonly GenerationNote[]): ConversationTree {
  const tree = createTree(key)
  for (const record of messages) tree.add(record)
  for (const note of notes) tree.generations.push(note)
  return finishTree(tree)
}
