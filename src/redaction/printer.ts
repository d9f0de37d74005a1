import type { Detector } from './detector.ts'

/**
 * `tag`: every value prints `[EMAIL]`. `numbered`: a second distinct value prints `[EMAIL_2]`. `surrogate`: a value prints
 * a made-up one of its kind, always the same; kinds without one print their numbered tag.
 */
export type RedactionMode = 'tag' | 'numbered' | 'surrogate'

/** What is printed in place of a value that a detector found; the value itself when it is to stay. */
export type Printer = (detector: Pick<Detector, 'tag' | 'key'>, value: string) => string

export function printTags({ tag }: Pick<Detector, 'tag'>): string {
  return `[${tag}]`
}

/** Numbers the values of each tag in the order in which they come. */
export function createNumberPrinter(): Printer {
  const numbers = new Map<string, Map<string, number>>()

  return ({ tag, key }, value) => {
    let known = numbers.get(tag)
    if (known === undefined) {
      known = new Map()
      numbers.set(tag, known)
    }
    const same = key === undefined ? value : key(value)
    let number = known.get(same)
    if (number === undefined) {
      number = known.size + 1
      known.set(same, number)
    }
    return number === 1 ? `[${tag}]` : `[${tag}_${number}]`
  }
}
