import type { Example } from '../core/example.ts'
import { textOf } from '../core/message.ts'
import type { Step } from '../core/step.ts'
import { knownOf } from './steps/known-of-example.ts'
import { maskingOf } from './steps/redact-personal-data.ts'
import { tidyText } from './steps/tidy-text.ts'

const CHARACTERS = 80

/** The start of what a user said last, masked; undefined where no user says anything. */
export type QuoteOf = (example: Example) => string | undefined

/** @param steps masks as the first of them does that masks */
export function quotingOf(steps: readonly Step[]): QuoteOf {
  const masking = steps.map(maskingOf).find((found) => found !== undefined)
  return (example) => {
    const last = example.messages.findLast(({ message }) => message.role === 'user')
    const text = last === undefined ? '' : textOf(last.message)
    const scope = masking?.redactor.begin({ known: knownOf(example, masking.known) })
    // Whole, before it is cut: half an address is found by no detector. And once more as it will be read, on one line.
    const masked = scope?.text(tidyText(text, { trimStart: true, trimEnd: true })) ?? text
    const joined = masked.replaceAll(/\s+/g, ' ').trim()
    const line = scope?.text(joined) ?? joined
    if (line === '') return undefined
    const letters = Array.from(line)
    return letters.length > CHARACTERS ? `${letters.slice(0, CHARACTERS).join('')}…` : line
  }
}
