import { badOption, kindOf } from '../../core/check-options.ts'
import type { Detector } from '../detector.ts'
import { isWordCharacter } from '../letters.ts'
import { foldCase } from './fold.ts'
import { isOrdinaryWord } from './ordinary-words.ts'
import { createValueTree } from './value-tree.ts'

/** A value that the app knows to be personal, such as the name of the user. `tag` in upper case, default `PERSON`. */
export type KnownValue = string | { readonly value: string; readonly tag?: string }

const TAG_FORM = /^[A-Z](?:[A-Z_]*[A-Z])?$/
const LEAST_CHARACTERS = 2
/** Fewer digits are counts and years. */
const LEAST_DIGITS = 4

/**
 * Detectors of values that the app knows, one for each tag, all counted as `known`.
 *
 * A value is found as a whole word, whatever its capitals and white space, also in JSON source where its letters are
 * escaped. A single ordinary word ("May", "Will") must have the same capitals. Values of less than two letters or digits,
 * and numbers of less than four digits, are ignored: they would blot out what has nothing to do with them.
 *
 * @throws FinetapError `bad_option` when a value is no text or a tag is not in upper case.
 */
export function knownDetectors(known: readonly KnownValue[]): readonly Detector[] {
  const byTag = new Map<string, string[]>()
  for (const item of known) {
    const { value, tag = 'PERSON' } = typeof item === 'object' && item !== null ? item : { value: item }
    refuseOdd(value, tag)
    const tidy = value.trim().replaceAll(/\s+/g, ' ')
    if (!isTelling(tidy)) continue
    const values = byTag.get(tag)
    if (values === undefined) byTag.set(tag, [tidy])
    else values.push(tidy)
  }
  return Array.from(byTag, ([tag, values]) => detectorOf(tag, values))
}

function detectorOf(tag: string, values: readonly string[]): Detector {
  const tree = createValueTree()
  for (const value of values) {
    const exact = isOrdinaryWord(foldCase(value))
    for (const form of formsOf(value)) tree.add(form, exact)
  }
  return { name: 'known', tag, version: 1, find: tree.find, key: keyOfKnown }
}

/** Composed and decomposed letters, and both as JSON writes them, with and without escapes for what is not ASCII. */
function formsOf(value: string): ReadonlySet<string> {
  const forms = new Set<string>()
  for (const form of [value.normalize('NFC'), value.normalize('NFD')]) {
    const source = JSON.stringify(form).slice(1, -1)
    forms
      .add(form)
      .add(source)
      .add(source.replaceAll(/[^\0-\x7f]/g, escapeUnit))
  }
  return forms
}

function escapeUnit(unit: string): string {
  return Array.from({ length: unit.length }, (_, index) => {
    return `\\u${unit.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
}

function keyOfKnown(value: string): string {
  const plain = value.includes('\\') ? unescape(value) : value
  return foldCase(plain.normalize('NFC').replaceAll(/\s+/g, ' '))
}

function unescape(source: string): string {
  try {
    const value: unknown = JSON.parse(`"${source}"`)
    return typeof value === 'string' ? value : source
  } catch {
    return source
  }
}

function isTelling(value: string): boolean {
  let characters = 0
  for (const character of value) if (isWordCharacter(character)) characters += 1
  return characters >= (/^[\d\s.,+-]*$/.test(value) ? LEAST_DIGITS : LEAST_CHARACTERS)
}

// Apps are plain JavaScript too: a missing name must not become the known value "undefined".
function refuseOdd(value: unknown, tag: unknown): void {
  if (typeof value !== 'string') {
    throw badOption(`A known value is ${kindOf(value)}`, 'pass texts, or leave out what is absent')
  }
  if (typeof tag === 'string' && TAG_FORM.test(tag)) return
  throw badOption('The tag of a known value is not in upper case', "use letters and underscores, such as tag: 'PERSON'")
}
