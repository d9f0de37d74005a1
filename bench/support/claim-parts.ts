import type { Part } from './part.ts'

/** The name of a bench: its file in this folder's parent, without the ending. */
export type ClaimName = 'adapters' | 'capture' | 'express' | 'pipeline' | 'stores'

/** The tables of a claim, loaded late: a process that measures loads nothing that belongs to another. */
export async function partsOf(claim: ClaimName): Promise<readonly Part[]> {
  switch (claim) {
    case 'adapters':
      return (await import('../adapters/index.ts')).parts
    case 'capture':
      return (await import('../capture/index.ts')).parts
    case 'express':
      return (await import('../express/index.ts')).parts
    case 'pipeline':
      return (await import('../pipeline/index.ts')).parts
    case 'stores':
      return (await import('../stores/index.ts')).parts
  }
}
