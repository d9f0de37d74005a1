import type { DetectorSet } from './detector-set.ts'
import type { Detector } from './detector.ts'
import { namedKind } from './named-values.ts'
import { findAll, type Finding } from './overlaps.ts'
import type { Printer } from './printer.ts'

/** Replaces what detectors find, and counts it. */
export type Replacer = {
  /** `name`: under which the text stands, `''` when it stands alone. */
  readonly text: (text: string, name: string) => string
  /** What to write for a number that its name tells to be personal; else undefined. */
  readonly number: (name: string, digits: string) => string | undefined
  /** Replaces what arises only where the texts are joined, see `MaskPieces`. */
  readonly joins: (texts: readonly string[]) => readonly string[]
  readonly counts: { readonly [detector: string]: number }
}

/** In UTF-16 code units; names tell of short values. */
const LONGEST_NAMED = 512
const LONGEST_NAME = 128
const SHORTEST_SECRET = 6

export function createReplacer(detectors: DetectorSet, print: Printer): Replacer {
  const counts: Record<string, number> = {}

  function text(original: string, name: string): string {
    const whole = name === '' ? undefined : number(name, original)
    if (whole !== undefined) return whole
    const findings = findWithin(detectors, original, name)
    return findings.length === 0 ? original : replace(original, findings)
  }

  function replace(original: string, findings: readonly Finding[]): string {
    let masked = ''
    let from = 0
    for (const { start, end, detector, value } of findings) {
      const printed = printCounted(detector, value ?? original.slice(start, end))
      if (printed === undefined) continue
      masked += original.slice(from, start) + (isBareNumber(original, start, end) ? `"${printed}"` : printed)
      from = end
    }
    return from === 0 ? original : masked + original.slice(from)
  }

  function number(name: string, digits: string): string | undefined {
    const kind = name === '' ? undefined : namedKind(name, digits)
    const detector = kind === undefined ? undefined : detectors.byKind.get(kind)
    return detector === undefined ? undefined : printCounted(detector, digits)
  }

  function printCounted(detector: Detector, value: string): string | undefined {
    const printed = print(detector, value)
    if (printed === value) return undefined
    counts[detector.name] = (counts[detector.name] ?? 0) + 1
    return printed
  }

  function joins(texts: readonly string[]): readonly string[] {
    const { joined, starts } = joinTexts(detectors, texts)
    const across = findAll(detectors, joined).filter(({ start, end }) =>
      starts.some((place) => place > start && place < end),
    )
    if (across.length === 0) return texts
    return texts.map((piece, index) => {
      const place = starts[index] ?? 0
      let masked = ''
      let from = 0
      for (const { start, end, detector, value } of across) {
        const [first, last] = [Math.max(from, start - place), Math.min(piece.length, end - place)]
        if (last <= first || start - place >= piece.length) continue
        masked += piece.slice(from, first)
        if (start >= place)
          masked += printCounted(detector, value ?? joined.slice(start, end)) ?? piece.slice(first, last)
        from = last
      }
      return masked + piece.slice(from)
    })
  }

  return { text, number, joins, counts }
}

/** The texts as one, and where each begins. A value that ends with its text is whole, whatever the next one begins with. */
function joinTexts(detectors: DetectorSet, texts: readonly string[]) {
  const starts: number[] = []
  let joined = ''
  for (const text of texts) {
    starts.push(joined.length)
    const isWhole = detectors.mayFind(text, '') && findAll(detectors, text).some(({ end }) => end === text.length)
    joined += isWhole ? `${text}\n` : text
  }
  return { joined, starts }
}

/** Many a detector looks for words beside a value that tell of it, and the name of a field is one. */
function findWithin(detectors: DetectorSet, text: string, name: string): readonly Finding[] {
  const alone = findAll(detectors, text)
  if (alone.length > 0 || name === '' || name.length > LONGEST_NAME || text.length > LONGEST_NAMED) return alone
  // Words are no numbers and no secrets, whatever their name, and most values are words.
  if (!/\d/.test(text) && (text.length < SHORTEST_SECRET || text.includes(' '))) return alone
  const lead = `"${name}": "`
  return findAll(detectors, `${lead}${text}"`)
    .map(({ start, end, detector, value }) => ({
      start: Math.max(0, start - lead.length),
      end: Math.min(text.length, end - lead.length),
      detector,
      value: start < lead.length || end - lead.length > text.length ? undefined : value,
    }))
    .filter(({ start, end }) => start < end)
}

/** True for a number as a JSON value within a longer text, such as a code block: its tag needs the quotes of a string. */
function isBareNumber(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 20), start)
  // Most numbers stand behind a word.
  if (!before.trimEnd().endsWith(':') || !/^\d+$/.test(text.slice(start, end))) return false
  return /"\s{0,8}:\s{0,8}$/.test(before) && /^\s{0,8}[,}\]\n]/.test(text.slice(end, end + 10))
}
