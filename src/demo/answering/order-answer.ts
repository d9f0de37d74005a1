import { field, listField, textField } from '../../core/field.ts'
import type { Language } from '../faq/entry.ts'
import { factsWithout, type Draft } from './answer.ts'
import type { TurnMessage } from './turn.ts'
import { hashText, wordAnswer } from './wording.ts'

/** The answer that follows from the tool results at the end of a conversation. */
export function draftFromResults(results: readonly TurnMessage[], language: Language, variant: number): Draft {
  const sentences = results.map(({ content }) => describe(content, language))
  const first = sentences.map(([wording]) => wording).join(' ')
  const second = sentences.map(([, wording]) => wording).join(' ')
  return {
    text: wordAnswer([first, second], language, hashText(first) + variant),
    thoughts: `The tool has answered (${results.length === 1 ? 'one result' : `${results.length} results`}), so I put that into words.`,
    facts: { ...factsWithout({ topic: 'orders', language }), source: 'tool' },
  }
}

type Wordings = readonly [string, string]

function describe(content: string, language: Language): Wordings {
  const result = parse(content)
  const failure = textField(result, 'error')
  if (failure !== undefined) return describeFailure(failure, language)
  const id = textField(result, 'order_id')
  const status = textField(result, 'status')
  if (id === undefined || status === undefined) return describeOther(content, language)
  return describeOrder(id, status, result, language)
}

function describeOrder(id: string, status: string, order: unknown, language: Language): Wordings {
  const items = listField(order, 'items').filter((item) => typeof item === 'string')
  const expected = textField(order, 'expected_on')
  const delivered = textField(order, 'delivered_on')
  const total = field(order, 'total_eur')
  if (language === 'de') {
    const state = STATUS_DE.get(status) ?? status
    const date =
      delivered !== undefined ? `, seit ${delivered}` : expected !== undefined ? `, erwartet am ${expected}` : ''
    const content = items.length === 0 ? '' : ` Darin: ${items.join(' und ')}.`
    return [`Ihre Bestellung ${id} ist ${state}${date}.${content}`, `Der Stand von ${id}: ${state}${date}.${content}`]
  }
  const date =
    delivered !== undefined ? ` since ${delivered}` : expected !== undefined ? ` and expected on ${expected}` : ''
  const content = items.length === 0 ? '' : ` It holds ${items.join(' and ')}.`
  const price = typeof total === 'number' ? ` The total was ${total.toFixed(2)} EUR.` : ''
  return [`Your order ${id} is ${status}${date}.${content}`, `Order ${id} is ${status}${date}.${content}${price}`]
}

const STATUS_DE: ReadonlyMap<string, string> = new Map([
  ['in preparation', 'in Vorbereitung'],
  ['on its way', 'unterwegs'],
  ['delivered', 'zugestellt'],
  ['returned', 'zurückgeschickt'],
  ['cancelled', 'storniert'],
])

function describeFailure(failure: string, language: Language): Wordings {
  return language === 'de'
    ? [
        `Ich kann das nicht finden (${failure}). Bitte prüfen Sie die Nummer.`,
        `Leider ohne Ergebnis: ${failure}. Stimmt die Nummer?`,
      ]
    : [
        `I cannot find that (${failure}). Please check the number.`,
        `The lookup failed: ${failure}. Is the number right?`,
      ]
}

function describeOther(content: string, language: Language): Wordings {
  const short = content.trim().slice(0, 500)
  return language === 'de'
    ? [`Das Werkzeug sagt: ${short}`, `Als Ergebnis kam: ${short}`]
    : [`The tool says: ${short}`, `This is what came back: ${short}`]
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
