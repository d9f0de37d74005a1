import type { FaqTopic, Language } from '../faq/entry.ts'
import { factsWithout, type Draft } from './answer.ts'
import { pick } from './wording.ts'

/**
 * What the demo model does wrong on request, by a slash command anywhere in the user's text.
 *
 * - `/pii`: the answer holds made-up e-mail addresses and a URL
 * - `/short`: the answer is one word
 * - `/long`: the answer is a long Markdown text
 * - `/slow`: the first token comes late and each further one takes its time
 * - `/error`: HTTP 500 with `{"error"}`
 * - `/error-mid`: the stream breaks off with a line `{"error"}` in its middle, the status is still 200
 * - `/cut`: the connection is torn in the middle of the answer
 *
 * The last four answer the rest of the text, so `/slow How long does delivery take?` works.
 */
export type Flaw = 'pii' | 'short' | 'long' | 'slow' | 'error' | 'error-mid' | 'cut'

const COMMAND = /(?<!\S)\/(pii|short|long|slow|error-mid|error|cut)(?!\S)/i

/** The flaw that a text asks for, and the text without the command. */
export function readFlaw(text: string): { readonly flaw: Flaw | undefined; readonly rest: string } {
  const command = COMMAND.exec(text)
  if (command === null) return { flaw: undefined, rest: text }
  const rest = `${text.slice(0, command.index)} ${text.slice(command.index + command[0].length)}`.trim()
  return { flaw: toFlaw(command[1] ?? ''), rest }
}

function toFlaw(name: string): Flaw | undefined {
  const flaws: readonly Flaw[] = ['pii', 'short', 'long', 'slow', 'error', 'error-mid', 'cut']
  return flaws.find((flaw) => flaw === name.toLowerCase())
}

const LONG_ANSWER_ENTRIES = 24

/** The answer to a flaw that lies in the text itself; `undefined` for those of the transport. */
export function draftFlaw(flaw: Flaw, topics: readonly FaqTopic[], variant: number): Draft | undefined {
  switch (flaw) {
    case 'pii':
      return draft('personal data', pick(PII_ANSWERS, variant))
    case 'short':
      return draft('nothing much', pick(SHORT_ANSWERS, variant))
    case 'long':
      return draft('everything', longAnswer(topics, 'en'))
    case 'slow':
    case 'error':
    case 'error-mid':
    case 'cut':
      return undefined
  }
}

// Reserved names only (RFC 2606): nobody owns these addresses.
const PII_ANSWERS: readonly [string, ...string[]] = [
  'Your order was placed by mara.berg@mail.example. Questions go to returns@shop.example, and the invoice lies at https://shop.example/invoices/1001?user=mara.berg.',
  'I have mara.berg@mail.example on file for this order. Write to returns@shop.example, or see https://shop.example/invoices/1001?user=mara.berg for the invoice.',
]
const SHORT_ANSWERS: readonly [string, ...string[]] = ['Yes.', 'Ok.', 'Sure.']

function longAnswer(topics: readonly FaqTopic[], language: Language): string {
  const entries = topics.filter((topic) => topic.language === language).flatMap((topic) => topic.entries)
  const sections = entries
    .slice(0, LONG_ANSWER_ENTRIES)
    .map(({ question, answers }) => `## ${question}\n\n${answers[0]}`)
  return ['# All about ordering at Quillmoor', ...sections].join('\n\n')
}

function draft(topic: string, text: string): Draft {
  return {
    text,
    thoughts: `A slash command asks for an answer with ${topic}.`,
    facts: factsWithout({ topic, language: 'en' }),
  }
}
