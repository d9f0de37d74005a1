import { codeUnitAt } from '../../core/code-unit.ts'
import { LATIN_LETTERS, LATIN_WORDS } from './latin-words.ts'
import { OTHER_LETTERS, OTHER_WORDS } from './other-words.ts'
import { createEvidence, type Evidence, type Telling } from './evidence.ts'
import { lowerUnit, type UnitTable } from './lone-characters.ts'
import { unitsOf } from './units.ts'
import { letterTable, SCRIPTS, type Script } from './scripts.ts'

/** A language that the words of a text point to, and whether they leave no doubt. */
export type Guess = { readonly code: string; readonly isReliable: boolean }

type Profile = {
  readonly languages: readonly string[]
  readonly words: Evidence
  readonly letters: Evidence
  /** What was found in favour of each language; used again for each text. */
  readonly scores: Float64Array
}

/** A letter of one language alone says as much as this share of such a word; it counts as often as it stands there. */
const LETTER_WEIGHT = 0.7
/** The least evidence, in words of one language alone. */
const LEAST = 1.5
/** The least share of words that must speak for the language: in plain sentences it is above a quarter. */
const LEAST_SHARE = 0.12
/** How much the best language must have before the next. */
const LEAD = 1.4

const FIRST_BEYOND_ASCII = 0x80
/** For each ASCII character the lower case of a letter, or 0. */
const ASCII = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) => {
  const letter = String.fromCharCode(code).toLowerCase()
  return /[a-z]/.test(letter) ? letter.charCodeAt(0) : 0
})

const profiles = new Map<Script, Profile | undefined>()
const LATIN = SCRIPTS.indexOf('latin')
let latin: Profile | undefined

/** The language of a text of one script, by its function words; `undefined` where nothing points to one. */
export function guessByWords(prose: string, script: Script): Guess | undefined {
  if (!profiles.has(script)) profiles.set(script, profileOf(script))
  const profile = profiles.get(script)
  if (profile === undefined) return undefined
  const found = count(prose, profile, { lower: lowerUnit }) ?? count(prose.normalize('NFC').toLowerCase(), profile)
  return best(profile.languages, profile.scores, found?.words ?? 0)
}

/** What is said of a text that has letters of no other script than the Latin one. */
export type LatinGuess = { readonly letters: number; readonly guess: Guess | undefined }

/** As `guessByWords`, in one walk with the question for the script; undefined where there may be others. */
export function guessLatin(prose: string): LatinGuess | undefined {
  latin ??= profileOf('latin')
  if (latin === undefined) return undefined
  const found = count(prose, latin, { lower: lowerUnit, last: LATIN })
  if (found === undefined) return undefined
  return { letters: found.letters, guess: best(latin.languages, latin.scores, found.words) }
}

type Counting = {
  /** Left out where the text is in lower case. */
  readonly lower?: UnitTable
  /** Letters of scripts behind this one are not counted. */
  readonly last?: number
}

/** Scores what words and letters say; undefined where a letter cannot be told, or is of a script that is not counted. */
function count(
  text: string,
  { words, letters, scores }: Profile,
  { lower, last = SCRIPTS.length }: Counting = {},
): { readonly words: number; readonly letters: number } | undefined {
  const { units, size } = unitsOf(text)
  const scripts = letterTable()
  scores.fill(0)
  let found = 0
  let seen = 0
  let hash = NO_WORD
  for (let index = 0; index <= size; index += 1) {
    const code = units[index] ?? 0
    if (code < FIRST_BEYOND_ASCII) {
      const letter = ASCII[code] ?? 0
      if (letter !== 0) {
        hash = mix(hash, letter)
        seen += 1
        continue
      }
    } else {
      const letter = lower === undefined ? code : lower(code)
      const script = scripts[code] ?? 0
      if (letter === 0 || script > last) return undefined
      if (script > 0) seen += 1
      if (scripts[letter] !== 0) {
        hash = mix(hash, letter)
        if (letter >= FIRST_BEYOND_ASCII) letters.addTo(scores, letter)
        continue
      }
    }
    if (hash === NO_WORD) continue
    found += 1
    words.addTo(scores, hash)
    hash = NO_WORD
  }
  return { words: found, letters: seen }
}

/** The start of FNV-1a, which takes one code unit after the other. */
const NO_WORD = 0x811c9dc5 | 0

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

function hashOf(word: string): number {
  let hash = NO_WORD
  for (let index = 0; index < word.length; index += 1) hash = mix(hash, codeUnitAt(word, index))
  return hash
}

function best(languages: readonly string[], scores: Float64Array, words: number): Guess | undefined {
  let code = 'und'
  let first = 0
  let second = 0
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] ?? 0
    if (score > first) {
      second = first
      first = score
      code = languages[index] ?? 'und'
    } else if (score > second) second = score
  }
  if (first === 0) return undefined
  return { code, isReliable: first >= LEAST && first >= LEAST_SHARE * words && first >= LEAD * second }
}

function profileOf(script: Script): Profile | undefined {
  const lists = script === 'latin' ? LATIN_WORDS : OTHER_WORDS[script]
  if (lists === undefined) return undefined
  const languages = Object.keys(lists)
  const speakers = new Map<string, Set<string>>()
  for (const [language, words] of Object.entries(lists)) {
    for (const word of words.split(' ')) speakers.set(word, (speakers.get(word) ?? new Set()).add(language))
  }
  const tellingOf = (of: readonly string[], weight: number): Telling => ({
    // What several languages share says less about each.
    weight: weight / of.length,
    languages: of.map((language) => languages.indexOf(language)).filter((index) => index !== -1),
  })
  const letters = Object.entries(script === 'latin' ? LATIN_LETTERS : OTHER_LETTERS).flatMap(([all, of]) =>
    Array.from(all, (letter) => [letter.charCodeAt(0), tellingOf(of, LETTER_WEIGHT)] as const),
  )
  const words = [...speakers].map(([word, of]) => [hashOf(word), tellingOf([...of], 1)] as const)
  return {
    languages,
    words: createEvidence(new Map(words)),
    letters: createEvidence(new Map(letters)),
    scores: new Float64Array(languages.length),
  }
}
