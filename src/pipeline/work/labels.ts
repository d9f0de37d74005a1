import type { Example } from '../../core/example.ts'
import { trainableIds } from '../trainable-ids.ts'

/** What the account of a build asks of an example that a decision drops: kept beside the notes, so that none is parsed. */
export type Label = { readonly id: string; readonly generationIds: readonly string[] }

const decoder = new TextDecoder()

/** The note that stands behind those of the decisions. */
export function labelNote(example: Example): Uint8Array {
  return Buffer.from(JSON.stringify(trainableIds(example)))
}

export function readLabel(id: string, note: Uint8Array): Label {
  const generationIds: readonly string[] = JSON.parse(decoder.decode(note))
  return { id, generationIds }
}
