import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { createSizeMeter, sizeOfText, type TextSizes } from './text-sizes.ts'

const OPENING_CHARACTERS = 1_000
const LANGUAGE_CHARACTERS = 2_000

/** How many trained answers people judged, and how. */
export type AnswersJudged = {
  readonly up: number
  readonly down: number
  readonly scored: number
  readonly corrected: number
}

/** What is told of the texts of an example. */
export type TextsOfExample = {
  /** Messages of the user. */
  readonly turns: number
  /** The beginning of the first one, without case and with single spaces. */
  readonly opening: string
  /** The beginning of the trained answers. */
  readonly answered: string
}

export type TextMeter = {
  readonly add: (example: Example) => TextsOfExample
  readonly sizes: () => {
    readonly messages: number
    readonly conversation: TextSizes
    readonly questions: TextSizes
    readonly answers: TextSizes
  }
  readonly feedback: () => AnswersJudged
}

/** Measures the texts of examples; each text is walked once. */
export function createTextMeter(): TextMeter {
  const [conversation, questions, answers] = [createSizeMeter(), createSizeMeter(), createSizeMeter()]
  const judged = { up: 0, down: 0, scored: 0, corrected: 0 }
  let messages = 0

  function judge({ origin }: ExampleMessage): void {
    const { thumb, score, correction } = origin?.feedback ?? {}
    if (thumb !== undefined) judged[thumb] += 1
    if (score !== undefined) judged.scored += 1
    if (correction !== undefined) judged.corrected += 1
  }

  return {
    add(example) {
      let [turns, opening, answered] = [0, '', '']
      const whole = { characters: 0, tokens: 0 }
      messages += example.messages.length
      for (const entry of example.messages) {
        const text = textOf(entry.message)
        const size = sizeOfText(text)
        whole.characters += size.characters
        whole.tokens += size.tokens
        if (entry.message.role === 'user') {
          if (turns === 0) opening = text.slice(0, OPENING_CHARACTERS)
          turns += 1
          questions.add(size)
        }
        if (entry.weight === 0) continue
        answers.add(size)
        judge(entry)
        if (answered.length < LANGUAGE_CHARACTERS) answered += `${text.slice(0, LANGUAGE_CHARACTERS)}\n`
      }
      conversation.add(whole)
      return { turns, opening: opening.toLowerCase().replaceAll(/\s+/g, ' ').trim(), answered }
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
