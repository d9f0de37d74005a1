import { estimateTokens } from '../steps/estimate-tokens.ts'
import { addValue, emptyHistogram, octavesOf, spreadOf, type Spread } from './statistics/histogram.ts'

/** How long texts are. Characters are UTF-16 code units, tokens an estimate, see `estimateTokens`. */
export type TextSizes = {
  readonly characters: Spread
  readonly tokens: Spread
  /** How many texts have how many characters: the lower end of each power of two, `0` for those below 64. */
  readonly octaves: { readonly [from: string]: number }
}

/** A piece of text with its size, so that it is counted once. */
export type Size = { readonly characters: number; readonly tokens: number }

export function sizeOfText(text: string): Size {
  return { characters: text.length, tokens: estimateTokens(text) }
}

export type SizeMeter = { readonly add: (size: Size) => void; readonly sizes: () => TextSizes }

export function createSizeMeter(): SizeMeter {
  const characters = emptyHistogram()
  const tokens = emptyHistogram()
  return {
    add(size) {
      addValue(characters, size.characters)
      addValue(tokens, size.tokens)
    },
    sizes: () => ({ characters: spreadOf(characters), tokens: spreadOf(tokens), octaves: octavesOf(characters) }),
  }
}
