import type { Part } from './part.ts'

/** The name of a bench: its file in this folder's parent, without the ending. */
export type ClaimName = 'adapters' | 'capture'

/** The tables of a claim, loaded late: a process that measures loads nothing that belongs to another. */
export async function partsOf(claim: ClaimName): Promise<readonly Part[]> {
  const module = claim === 'adapters' ? await import('../adapters/index.ts') : await import('../capture/index.ts')
  return module.parts
}
