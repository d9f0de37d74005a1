import type { Span } from '../detector.ts'

/** Where the characters of a text stand in UTF-16, by their number: Python counts whole characters. */
export function codePointPlaces(text: string): (codePoint: number) => number | undefined {
  // Without pairs both counts are one.
  if (!/[\ud800-\udbff]/.test(text)) return (place) => (place <= text.length ? place : undefined)
  const places: number[] = []
  let at = 0
  for (const character of text) {
    places.push(at)
    at += character.length
  }
  places.push(at)
  return (place) => places[place]
}

/** A span of code points as one of UTF-16 code units; undefined when it is none of the text. */
export function toUtf16({ start, end }: Span, placeOf: (codePoint: number) => number | undefined): Span | undefined {
  const [from, to] = [placeOf(start), placeOf(end)]
  return from === undefined || to === undefined || from > to ? undefined : { start: from, end: to }
}
