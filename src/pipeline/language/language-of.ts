import { guessByWords, guessLatin, type Guess } from './function-words.ts'
import { proseOf } from './prose.ts'
import { CJK_WEIGHT, countScripts, SCRIPTS, type Script } from './scripts.ts'

/** ISO 639-1, or `und` where nothing can be said. What is not reliable is a guess. */
export type DetectedLanguage = Guess

export type LanguageDetector = (text: string) => DetectedLanguage

/** What is asked of a detector of a library: the form of `eld` 2, https://www.npmjs.com/package/eld. */
export type LanguageLibrary = {
  readonly detect: (text: string) => { readonly language: string; readonly isReliable: () => boolean }
}

export type LanguageDetectorOptions = {
  /** Asked where the script leaves several languages. Default: finetap's own list of function words. */
  readonly use?: LanguageLibrary | undefined
}

const UNKNOWN: DetectedLanguage = { code: 'und', isReliable: false }
/** Letters that are read of a text. */
const SAMPLE = 1000
/** Fewer letters are not judged; those of Chinese, Japanese and Korean count three times. */
const LEAST_LETTERS = 20
/** The share that one script must have of a text. */
const LEAST_SHARE = 0.6
/** Japanese has a greater share of kana among its characters; Chinese text that quotes Japanese words has less. */
const KANA_SHARE = 0.12
/** How far around that share nothing is sure. */
const UNSURE_SHARE = 0.06

const OF_SCRIPT: { readonly [script: string]: string } = {
  greek: 'el',
  armenian: 'hy',
  hebrew: 'he',
  bengali: 'bn',
  gurmukhi: 'pa',
  gujarati: 'gu',
  oriya: 'or',
  tamil: 'ta',
  telugu: 'te',
  kannada: 'kn',
  malayalam: 'ml',
  sinhala: 'si',
  thai: 'th',
  lao: 'lo',
  tibetan: 'bo',
  burmese: 'my',
  georgian: 'ka',
  ethiopic: 'am',
  khmer: 'km',
  hangul: 'ko',
}

/**
 * The language of a text: first by its script, then by its function words. Code, URLs and redaction tags do not count;
 * the first 1,000 letters are read; under 20 letters (7 characters of Chinese, Japanese or Korean) it is `und`.
 *
 * Knows some 30 languages of the Latin script, seven of the Cyrillic, and those that have a script of their own. It says
 * `und`, or not reliable, rather than guess.
 *
 * @example languageOf('Wie spät ist es in Bern, wenn ich um acht losfahre?') // { code: 'de', isReliable: true }
 */
export const languageOf: LanguageDetector = createLanguageDetector()

/**
 * A detector like `languageOf` that asks a library where the script does not decide, such as `eld`: more languages and
 * surer on short texts.
 *
 * @example createLanguageDetector({ use: await loadLanguageLibrary() })
 */
export function createLanguageDetector({ use }: LanguageDetectorOptions = {}): LanguageDetector {
  return (text) => {
    const prose = proseOf(text, SAMPLE)
    const latin = use === undefined ? guessLatin(prose) : undefined
    if (latin !== undefined) return latin.letters < LEAST_LETTERS ? UNKNOWN : (latin.guess ?? UNKNOWN)
    const main = mainScript(countScripts(prose))
    if (main === undefined) return UNKNOWN
    const { script, isReliable } = main
    if (script === 'han') return { code: 'zh', isReliable }
    if (script === 'kana') return { code: 'ja', isReliable }
    const code = OF_SCRIPT[script]
    if (code !== undefined) return { code, isReliable }
    const guess = use === undefined ? guessByWords(prose, script) : ask(use, prose)
    return guess === undefined ? UNKNOWN : { code: guess.code, isReliable: guess.isReliable && isReliable }
  }
}

/** The library `eld`, an optional peer; `undefined` where it is not installed. */
export async function loadLanguageLibrary(): Promise<LanguageLibrary | undefined> {
  // The name is no literal, so that the compiler does not ask for a package that need not be there.
  const name: string = 'eld/small'
  try {
    const loaded: unknown = await import(name)
    return libraryOf(loaded)
  } catch {
    return undefined
  }
}

function libraryOf(loaded: unknown): LanguageLibrary | undefined {
  const isLibrary = (value: unknown): value is LanguageLibrary =>
    typeof value === 'object' && value !== null && 'detect' in value && typeof value.detect === 'function'
  if (typeof loaded !== 'object' || loaded === null) return undefined
  if ('eld' in loaded && isLibrary(loaded.eld)) return loaded.eld
  return 'default' in loaded && isLibrary(loaded.default) ? loaded.default : undefined
}

function ask(library: LanguageLibrary, prose: string): DetectedLanguage | undefined {
  const answer = library.detect(prose)
  return answer.language === '' ? undefined : { code: answer.language, isReliable: answer.isReliable() }
}

type MainScript = { readonly script: Script; readonly isReliable: boolean }

const [HAN, KANA, HANGUL] = [SCRIPTS.indexOf('han'), SCRIPTS.indexOf('kana'), SCRIPTS.indexOf('hangul')]

/** Kana stands for Japanese, which is written with Han characters too. */
function mainScript(counts: Uint32Array): MainScript | undefined {
  const [han, kana] = [counts[HAN] ?? 0, counts[KANA] ?? 0]
  const share = han + kana === 0 ? 0 : kana / (han + kana)
  let main: Script = share > KANA_SHARE ? 'kana' : 'han'
  let most = (han + kana) * CJK_WEIGHT
  let all = most
  // The first one counts what is no letter.
  for (let index = 1; index < counts.length; index += 1) {
    const count = counts[index] ?? 0
    if (count === 0 || index === HAN || index === KANA) continue
    const weight = index === HANGUL ? count * CJK_WEIGHT : count
    all += weight
    if (weight > most) [main, most] = [SCRIPTS[index] ?? 'none', weight]
  }
  if (all < LEAST_LETTERS) return undefined
  const isUnsure = (main === 'han' || main === 'kana') && Math.abs(share - KANA_SHARE) < UNSURE_SHARE
  return { script: main, isReliable: most >= LEAST_SHARE * all && !isUnsure }
}
