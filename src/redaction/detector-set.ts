import { findUngated, signsSoughtBy, type Detector, type Span } from './detector.ts'
import { kindOfTag, type ValueKind } from './kinds.ts'
import { opensJson } from './mask-json-source.ts'
import { BACKSLASH, HIDDEN, NAMED } from './signs/bits.ts'
import { signsOf } from './signs/index.ts'
import { mayEndSecretName } from './signs/secret-name.ts'
import { viewOf } from './views/view.ts'

/** Detectors that are asked one after another, the more important first. */
export type DetectorSet = {
  readonly all: readonly Detector[]
  /** The first detector of each kind. */
  readonly byKind: ReadonlyMap<ValueKind, Detector>
  /**
   * False only when nothing is found in the text, nor in the strings of the JSON that it may be. `name`: under which it
   * stands, `''` when it stands alone.
   */
  readonly mayFind: (text: string, name: string) => boolean
  /**
   * What each detector finds that the text has a sign of, or the text as its reader sees it: then `value` is what the span
   * shows there.
   */
  readonly find: (text: string, take: TakeSpan) => void
}

export type TakeSpan = (span: Span, detector: Detector, value?: string) => void

const SHORTEST_SECRET = 6

/** @param known detectors of words, which stand in JSON source wherever they stand in a string of it */
export function createDetectorSet(known: readonly Detector[], others: readonly Detector[]): DetectorSet {
  const all = [...known, ...others]
  const signsOfAll = all.map(signsSoughtBy)
  const isOpen = others.some((detector) => signsSoughtBy(detector) === undefined)
  const anySign = signsOfAll.reduce((sum: number, signs) => sum | (signs ?? 0), 0)

  function findSigned(text: string, signs: number, take: TakeSpan): void {
    for (const [index, detector] of all.entries()) {
      const sought = signsOfAll[index]
      if (sought !== undefined && (signs & sought) === 0) continue
      for (const span of findUngated(detector, text)) take(span, detector)
    }
  }

  return {
    all,
    byKind: firstOfKinds(all),
    mayFind(text, name) {
      if (isOpen) return true
      const signs = signsOf(text)
      if ((signs & (anySign | HIDDEN)) !== 0) return true
      // Escapes hide what stands in the strings of JSON source.
      if ((signs & BACKSLASH) !== 0 && opensJson(text)) return true
      if (name !== '' && (anySign & NAMED) !== 0 && text.length >= SHORTEST_SECRET) {
        if (mayEndSecretName(name, name.length)) return true
      }
      return known.some((detector) => detector.find(text).length > 0)
    },
    find(text, take) {
      const signs = signsOf(text)
      if ((signs & HIDDEN) === 0) return findSigned(text, signs, take)
      const urls = new Set<number>()
      findSigned(text, signs, (span, detector) => {
        if (kindOfTag(detector.tag) === 'url') urls.add(span.start)
        take(span, detector)
      })
      const view = viewOf(text)
      if (view === undefined) return
      findSigned(view.text, signsOf(view.text), (span, detector) => {
        const origin = view.origin(span)
        // Signs that do not show end a URL.
        if (!urls.has(origin.start)) take(origin, detector, view.text.slice(span.start, span.end))
      })
    },
  }
}

function firstOfKinds(detectors: readonly Detector[]): ReadonlyMap<ValueKind, Detector> {
  const byKind = new Map<ValueKind, Detector>()
  for (const detector of detectors) {
    const kind = kindOfTag(detector.tag)
    if (kind !== undefined && !byKind.has(kind)) byKind.set(kind, detector)
  }
  return byKind
}
