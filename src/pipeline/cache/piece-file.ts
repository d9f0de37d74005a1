import type { RefinedExample, RefinedPiece } from '../refine/refine-partitions.ts'
import { readRecords, type FileRecord, type RecordWriter } from './record-file.ts'

type Head = Pick<RefinedPiece, 'conversations' | 'key' | 'losses'> & {
  readonly examples: readonly (Pick<RefinedExample, 'outcome'> & { readonly kept?: KeptHead })[]
}

type KeptHead = {
  readonly id: string
  readonly startedAt: string
  /** Lengths of what stands behind the head. */
  readonly text: number
  readonly notes: readonly number[]
}

/** Keeps a piece of refining. */
export function addPiece(writer: RecordWriter, { key, conversations, losses, examples }: RefinedPiece): void {
  const bodies: Uint8Array[] = []
  const heads = examples.map(({ outcome, kept }) => {
    if (kept === undefined) return { outcome }
    const { id, startedAt, text } = kept.stored
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    bodies.push(bytes, ...kept.notes)
    return { outcome, kept: { id, startedAt, text: bytes.length, notes: kept.notes.map((note) => note.length) } }
  })
  const head: Head = { key, conversations, losses, examples: heads }
  writer.add(head, bodies)
}

/** The pieces that were kept, with their records; both are valid until the next one is asked for. */
export function* readPieces(path: string): Generator<{ readonly piece: RefinedPiece; readonly record: FileRecord }> {
  for (const record of readRecords(path)) yield { piece: pieceOf(record), record }
}

function pieceOf({ head, take }: FileRecord): RefinedPiece {
  const { key, conversations, losses, examples }: Head = JSON.parse(head)
  return {
    key,
    conversations,
    losses,
    examples: examples.map(({ outcome, kept }) => {
      if (kept === undefined) return { outcome }
      const { id, startedAt, text, notes } = kept
      return { outcome, kept: { stored: { id, startedAt, text: take(text) }, notes: notes.map(take) } }
    }),
    progress: 0,
  }
}
