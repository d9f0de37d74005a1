import type { RefinedExample, RefinedPiece } from '../refine/refine-partitions.ts'
import { digestOfText, type StoredExample } from '../work/example-file.ts'
import type { StoredNote } from '../work/note-file.ts'
import { readRecords, type FileRecord, type RecordWriter } from './record-file.ts'

type Head = Pick<RefinedPiece, 'conversations' | 'key' | 'losses'> & {
  readonly examples: readonly (Pick<RefinedExample, 'outcome'> & { readonly kept?: KeptHead })[]
}

type KeptHead = {
  readonly id: string
  readonly startedAt: string
  /** Of the text. */
  readonly digest: string
  /** Lengths of what stands behind the head. */
  readonly text: number
  readonly notes: readonly number[]
}

/** Longer notes are left where they are: all of them take more than their examples. */
const LONG_NOTE_BYTES = 512

/** Keeps a piece of refining, and gives it as it is to be used from there on. */
export function addPiece(writer: Pick<RecordWriter, 'add'>, piece: RefinedPiece): RefinedPiece {
  const { key, conversations, losses } = piece
  const bodies: Uint8Array[] = []
  const heads: Head['examples'][number][] = []
  const examples = piece.examples.map((example) => {
    const { outcome, kept } = example
    if (kept === undefined) {
      heads.push({ outcome })
      return example
    }
    const { stored } = kept
    const notes = kept.notes.map(bytesOf)
    const text = bytesOf(stored.text)
    const digest = digestOfText(text)
    bodies.push(text, ...notes)
    const { id, startedAt } = stored
    heads.push({
      outcome,
      kept: { id, startedAt, digest, text: text.length, notes: notes.map(({ length }) => length) },
    })
    return { outcome, kept: { notes, stored: { id, startedAt, digest, text } } }
  })
  const head: Head = { key, conversations, losses, examples: heads }
  writer.add(head, bodies)
  return { ...piece, examples }
}

function bytesOf(text: StoredExample['text']): Uint8Array {
  if (typeof text === 'string') return Buffer.from(text)
  if (text instanceof Uint8Array) return text
  throw new Error('what is new is at hand')
}

/**
 * The pieces that were kept, with their records; both are valid until the next one is asked for, but for texts and long
 * notes, which are left in the file.
 */
export function* readPieces(path: string): Generator<{ readonly piece: RefinedPiece; readonly record: FileRecord }> {
  for (const record of readRecords(path)) yield { piece: pieceOf(record, path), record }
}

function pieceOf({ head, take, pass }: FileRecord, path: string): RefinedPiece {
  const { key, conversations, losses, examples }: Head = JSON.parse(head)
  return {
    key,
    conversations,
    losses,
    examples: examples.map(({ outcome, kept }) => {
      if (kept === undefined) return { outcome }
      const { id, startedAt, digest, text, notes } = kept
      const stored = { id, startedAt, digest, text: { path, ...pass(text) } }
      const noteOf = (length: number): StoredNote =>
        length < LONG_NOTE_BYTES ? take(length) : { path, ...pass(length) }
      return { outcome, kept: { stored, notes: notes.map(noteOf) } }
    }),
    progress: 0,
  }
}
