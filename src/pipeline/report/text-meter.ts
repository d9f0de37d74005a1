import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { createSizeMeter, sizeOfText, type Size, type TextSizes } from './text-sizes.ts'

const OPENING_CHARACTERS = 1_000
const LANGUAGE_CHARACTERS = 2_000
/** White space that is no single space. */
const UNEVEN_SPACE = /[^\S ]\s*| \s+/g

/** How many trained answers people judged, and how. */
export type AnswersJudged = {
  readonly up: number
  readonly down: number
  readonly scored: number
  readonly corrected: number
}

/** What the texts of an example measure. */
export type MeasuredTexts = {
  readonly messages: number
  /** All of them together. */
  readonly whole: Size
  readonly questions: readonly Size[]
  readonly answers: readonly Size[]
  readonly judged: AnswersJudged
}

/** What is told of the texts of an example. */
export type TextsOfExample = {
  readonly measured: MeasuredTexts
  /** Messages of the user. */
  readonly turns: number
  /** The beginning of the first one, without case and with single spaces. */
  readonly opening: string
  /** The beginning of the trained answers. */
  readonly answered: string
}

export type TextMeter = {
  readonly add: (texts: MeasuredTexts) => void
  readonly sizes: () => {
    readonly messages: number
    readonly conversation: TextSizes
    readonly questions: TextSizes
    readonly answers: TextSizes
  }
  readonly feedback: () => AnswersJudged
}

/** Measures the texts of an example; each is walked once. */
export function measureTexts({ messages }: Example): TextsOfExample {
  let [opening, answered] = ['', '']
  const whole = { characters: 0, tokens: 0 }
  const [questions, answers]: [Size[], Size[]] = [[], []]
  const judged = { up: 0, down: 0, scored: 0, corrected: 0 }
  for (const entry of messages) {
    const text = textOf(entry.message)
    const size = sizeOfText(text)
    whole.characters += size.characters
    whole.tokens += size.tokens
    if (entry.message.role === 'user') {
      if (questions.length === 0) opening = text.slice(0, OPENING_CHARACTERS)
      questions.push(size)
    }
    if (entry.weight === 0) continue
    answers.push(size)
    judge(entry, judged)
    if (answered.length < LANGUAGE_CHARACTERS) answered += `${text.slice(0, LANGUAGE_CHARACTERS)}\n`
  }
  return {
    measured: { messages: messages.length, whole, questions, answers, judged },
    turns: questions.length,
    opening: opening.toLowerCase().replaceAll(UNEVEN_SPACE, ' ').trim(),
    answered,
  }
}

function judge(
  { origin }: ExampleMessage,
  judged: { up: number; down: number; scored: number; corrected: number },
): void {
  const { thumb, score, correction } = origin?.feedback ?? {}
  if (thumb !== undefined) judged[thumb] += 1
  if (score !== undefined) judged.scored += 1
  if (correction !== undefined) judged.corrected += 1
}

export function createTextMeter(): TextMeter {
  const [conversation, questions, answers] = [createSizeMeter(), createSizeMeter(), createSizeMeter()]
  const judged = { up: 0, down: 0, scored: 0, corrected: 0 }
  let messages = 0
  return {
    add(texts) {
      messages += texts.messages
      conversation.add(texts.whole)
      for (const size of texts.questions) questions.add(size)
      for (const size of texts.answers) answers.add(size)
      judged.up += texts.judged.up
      judged.down += texts.judged.down
      judged.scored += texts.judged.scored
      judged.corrected += texts.judged.corrected
    },
    sizes: () => ({
      messages,
      conversation: conversation.sizes(),
      questions: questions.sizes(),
      answers: answers.sizes(),
    }),
    feedback: () => ({ ...judged }),
  }
}
