import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createAppendFile } from '../append-file.ts'
import { loadConversations } from './conversation-tree.ts'
import { foldedPiece, openPiece, type FoldablePiece } from './foldable-piece.ts'
import { forEachRecord } from './lone-calls.ts'
import type { Parts } from './parts.ts'
import { withLineFeed } from './spool-line.ts'
import { generationLine } from './spool-record.ts'

/** The parts of a key as pieces, the oldest first. `directory` is made for them, and removed behind them. */
export function* piecesOfParts(
  path: string,
  parts: Parts,
  { bytes, directory }: { readonly bytes: number; readonly directory: string },
): Generator<FoldablePiece> {
  mkdirSync(directory, { mode: 0o700 })
  try {
    for (const [part, piece] of divideParts(path, parts, directory).entries()) {
      yield* openPiece(piece, 0, (file) => loadConversations(file.forEachLine).map((tree) => ({ ...tree, part })))
      rmSync(piece)
    }
    yield foldedPiece(path, bytes)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function divideParts(path: string, { count, of }: Parts, directory: string): readonly string[] {
  const files = Array.from({ length: count }, (_, part) => createAppendFile(join(directory, `part-${part}`)))
  try {
    forEachRecord(path, (record, line) => {
      for (const [index, part] of of(record).entries()) {
        const isVisit = record.kind === 'generation' && index > 0
        files[part]?.append(
          isVisit ? generationLine(record.key, { ...record.note, isVisit: true }) : withLineFeed(line),
        )
      }
    })
  } finally {
    for (const file of files) file.close()
  }
  return files.map((file) => file.path)
}
