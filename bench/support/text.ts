const WORDS =
  'the order was placed on Monday and arrived two days late, so please tell me how to return it without paying for the parcel again; thank you'.split(
    ' ',
  )

/** A source of text that looks like prose, the same in every run. */
export type Prose = (characters: number) => string

export function createProse(seed: number): Prose {
  let state = seed
  function next(limit: number): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % limit
  }
  return (characters) => {
    const pieces: string[] = []
    let length = 0
    while (length < characters) {
      const word = `${WORDS[next(WORDS.length)]}${next(12) === 0 ? '.\n' : ' '}`
      pieces.push(word)
      length += word.length
    }
    return pieces.join('').slice(0, characters)
  }
}
