import type { ReadAt } from '../read-at.ts'
import type { ConversationTree } from './conversation-tree.ts'
import { openSpoolFile } from './spool-line.ts'

/** Conversations of which the messages lie in one file. */
export type FoldablePiece = Pick<ReadAt, 'text'> & {
  readonly path: string
  /** Bytes of the spool that are behind with this piece. */
  readonly bytes: number
  readonly trees: () => Iterable<ConversationTree>
}

/** All of a file as a piece; it is open until the next piece is asked for. */
export function* openPiece(
  path: string,
  bytes: number,
  treesOf: (file: ReadAt) => Iterable<ConversationTree>,
): Generator<FoldablePiece> {
  const file = openSpoolFile(path)
  try {
    yield { path, bytes, text: file.text, trees: () => treesOf(file) }
  } finally {
    file.close()
  }
}

/** A piece of which nothing is left to fold. */
export function foldedPiece(path: string, bytes: number): FoldablePiece {
  return { path, bytes, text: () => '', trees: () => [] }
}
