import { checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import { languageOf, type DetectedLanguage, type LanguageDetector } from '../language/index.ts'
import { proseOf } from '../language/prose.ts'
import { CJK_WEIGHT, countLetters, hasLetters, weightOfLetters } from '../language/scripts.ts'
import type { Answer } from './answers.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { namesLanguage } from './language-requests.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { lastUserText } from './text/last-user-text.ts'

export type CheckLanguageOptions = {
  /** Default `'flag'`. */
  readonly action?: RuleAction
  /** Default `languageOf`; `createLanguageDetector({ use })` asks a library. */
  readonly detector?: LanguageDetector
}

type Detectors = { readonly detector: LanguageDetector; readonly ofQuestion: LanguageDetector }

/** What either side must say, in letters, to be judged; those of Chinese, Japanese and Korean count three times. */
const LEAST_LETTERS = 40
/** Letters that are read of each side. */
const SAMPLE = 1000
/** Below this many characters it is worth counting letters first. */
const SHORT = 200
/** Of longer texts the beginning is looked at first. */
const BEGINNING = 400
const LONG = 600
/** Lines of a question that are looked at one by one, from each of its ends. */
const LINES = 4

/** Languages that are too close for their texts to be told apart surely. */
const CLOSE: readonly (readonly string[])[] = [
  ['da', 'no', 'nb', 'nn', 'sv'],
  ['cs', 'sk'],
  ['hr', 'sr', 'bs', 'sl'],
  ['id', 'ms'],
  ['es', 'gl', 'ca'],
  ['pt', 'gl'],
  ['nl', 'af'],
  ['ru', 'uk', 'be'],
  ['bg', 'mk', 'sr'],
  ['fi', 'et'],
  ['ar', 'fa', 'ur'],
  ['hi', 'mr', 'ne'],
]

/**
 * Notices answers in another language than the user's, reason `language_mismatch`: both languages are sure and at least
 * 40 letters long, nobody spoke of translating or named a language, and no line of the question is in the language of
 * the answer.
 *
 * The user's language is that of the last message; where that is too short, of all messages so far, the latest first.
 * Code, URLs and redaction tags do not count. Close languages (Danish and Norwegian, Czech and Slovak, …) are one.
 *
 * @example buildDataset({ rules: { language: 'drop' }, … })
 */
export function checkLanguage(options: CheckLanguageOptions = {}): Step {
  checkOptions('checkLanguage', options, { action: 'string', detector: 'function' })
  requireChoice('action of checkLanguage', options.action, ACTIONS)
  const { action = 'flag' } = options
  const detectors = rememberLast(options.detector ?? languageOf)
  return {
    name: 'check-language',
    version: 1,
    apply(example) {
      let request: number | undefined
      const isRequested = (index: number): boolean => {
        request ??= requestIn(example)
        return request < index
      }
      return judgeTexts(example, action, (answer) =>
        isMismatch(answer, detectors) && !isRequested(answer.index) ? 'language_mismatch' : undefined,
      )
    },
  }
}

/** A question is asked for more than once: whole and its beginning, and for each answer that it got. */
function rememberLast(detector: LanguageDetector): Detectors {
  let last: { readonly text: string; readonly found: DetectedLanguage } | undefined
  return {
    detector,
    ofQuestion(text) {
      if (last?.text !== text) last = { text, found: detector(text) }
      return last.found
    },
  }
}

function isMismatch({ text: answer, index, messages }: Answer, detectors: Detectors): boolean {
  const { detector, ofQuestion } = detectors
  if (answer.length < SHORT && !saysEnough(answer)) return false
  if (!userSaysEnough(messages, index)) return false
  const said = lastUserText({ messages, index })
  // Most chats are in one language; those are done here, without counting letters.
  if (answer.length > LONG && beginAlike(answer, said, detectors)) return false
  const { code, isReliable } = detector(answer)
  if (!isReliable || isClose(ofQuestion(said).code, code)) return false
  const user = languageOfUser(messages.slice(0, index), detector)
  if (user === undefined || isClose(user, code) || lettersOf(proseOf(answer, SAMPLE)) < LEAST_LETTERS) return false
  return !hasLineIn(code, said, detector)
}

/** An answer that begins in the language of the question is none in another, whatever it quotes further down. */
function beginAlike(answer: string, question: string, { detector, ofQuestion }: Detectors): boolean {
  const other = ofQuestion(question.slice(0, BEGINNING))
  if (!other.isReliable) return false
  const one = detector(answer.slice(0, BEGINNING))
  return one.isReliable && isClose(one.code, other.code)
}

/** Where somebody first speaks of a language; instructions of the app count too: "Always answer in German." */
function requestIn({ messages }: Example): number {
  const index = messages.findIndex(
    ({ message }) => message.role !== 'assistant' && message.role !== 'tool' && namesLanguage(textOf(message)),
  )
  return index === -1 ? messages.length : index
}

function sureLanguage(prose: string, detector: LanguageDetector): string | undefined {
  if (lettersOf(prose) < LEAST_LETTERS) return undefined
  const { code, isReliable } = detector(prose)
  return isReliable && code !== 'und' ? code : undefined
}

/** False for what is soon told to have too few letters. */
function saysEnough(text: string): boolean {
  return text.length * CJK_WEIGHT >= LEAST_LETTERS && hasLetters(text, LEAST_LETTERS)
}

/** False when all that the user said so far is too little to tell a language by. */
function userSaysEnough(messages: readonly ExampleMessage[], index: number): boolean {
  let letters = 0
  for (let at = index - 1; at >= 0 && letters < LEAST_LETTERS; at -= 1) {
    const message = messages[at]?.message
    if (message?.role !== 'user') continue
    const text = textOf(message)
    letters += text.length > LONG || saysEnough(text) ? LEAST_LETTERS : lettersOf(text)
  }
  return letters >= LEAST_LETTERS
}

function lettersOf(prose: string): number {
  return weightOfLetters(countLetters(prose))
}

function languageOfUser(before: readonly ExampleMessage[], detector: LanguageDetector): string | undefined {
  let said = ''
  for (const { message } of before.toReversed()) {
    if (message.role !== 'user') continue
    const isLatest = said === ''
    said += `${proseOf(textOf(message), SAMPLE)}\n`
    const language = isLatest ? sureLanguage(said, detector) : undefined
    if (language !== undefined) return language
    if (said.length >= 2 * SAMPLE) break
  }
  return sureLanguage(said, detector)
}

function isClose(one: string, other: string): boolean {
  return one === other || CLOSE.some((languages) => languages.includes(one) && languages.includes(other))
}

/** A question in one language about a text in another may be answered in either. */
function hasLineIn(language: string, question: string, detector: LanguageDetector): boolean {
  const lines = question.split('\n').filter((line) => line.trim() !== '')
  const ends = lines.length > 2 * LINES ? [...lines.slice(0, LINES), ...lines.slice(-LINES)] : lines
  return ends.some((line) => isClose(detector(line).code, language))
}
