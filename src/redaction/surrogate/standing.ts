import { digitsOf } from '../kinds.ts'

const SEPARATORS = /[ ()./-]/g

/** The texts of a conversation, to be asked whether a made-up value stands in one of them already. */
export type Standing = {
  readonly add: (text: string) => void
  readonly has: (value: string, byDigits: boolean) => boolean
}

export function createStanding(texts: Iterable<string>): Standing {
  const unread = [...texts]
  const lower: string[] = []
  const squeezed: string[] = []

  /** Conversations without a find are never read here. */
  function read(): void {
    for (const text of unread.splice(0)) {
      lower.push(text.toLowerCase())
      squeezed.push(text.replaceAll(SEPARATORS, ''))
    }
  }

  return {
    add: (text) => unread.push(text),
    has(value, byDigits) {
      read()
      if (!byDigits) return lower.some((text) => text.includes(value.toLowerCase()))
      const digits = digitsOf(value)
      return squeezed.some((text) => text.includes(digits))
    },
  }
}
