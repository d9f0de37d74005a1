import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FAQ } from '../../src/demo/faq/faq.ts'
import { createFaqSearch } from '../../src/demo/retrieval/search.ts'
import { nearestTerm } from '../../src/demo/retrieval/nearest-term.ts'

const search = createFaqSearch(FAQ)
const best = (question: string, earlier?: string) => search(question, earlier).found[0]?.entry.id

const ENTRIES = FAQ.flatMap(({ language, entries }) => entries.map((entry) => ({ ...entry, language })))

test.for(ENTRIES.flatMap(({ id, question, also }) => [question, ...also].map((asked) => [asked, id] as const)))(
  'the bundled phrasing "%s" finds its own entry',
  ([asked, id]) => {
    expect(best(asked)).toBe(id)
  },
)

describe('a question in other words than the entry finds it', () => {
  test.for([
    ['what do you charge for postage', 'delivery-cost'],
    ['I need this by tomorrow, can you hurry up?', 'delivery-express'],
    ['Do you send parcels overseas?', 'delivery-countries'],
    ['My package never showed up', 'delivery-lost'],
    ['My box is three days late, it should be here by now', 'delivery-lost'],
    ['The mug I bought is smashed', 'delivery-damaged'],
    ['can the courier come on sunday', 'delivery-saturday'],
    ['how many days do I have to bring something back', 'return-window'],
    ['when will I get my money back', 'refund-time'],
    ['Could I swap a red cup for a green one?', 'return-exchange'],
    ['Please call off my order', 'order-cancel'],
    ['my visa card got rejected', 'payment-declined'],
    ['need a bill with tax for my accountant', 'payment-receipt'],
    ['promo code does nothing', 'payment-voucher'],
    ['I cant remember my password', 'account-password'],
    ['please erase my profile', 'account-delete'],
    ['stop your advertising mails', 'account-newsletter'],
    ['decaf drinks for the night', 'tea-caffeine-free'],
    ['why does my sencha taste so bitter', 'tea-green-temperature'],
    ['I am allergic to nuts', 'tea-allergens'],
    ['remove chalk from kettle', 'kettle-descale'],
    ['rust on my cast iron pot', 'iron-teapot-care'],
    ['can I speak with a person', 'contact'],
    ['are you hiring', 'jobs'],
  ] as const)('%s', ([question, id]) => {
    expect(best(question)).toBe(id)
  })
})

describe('a German question in other words finds the German entry', () => {
  test.for([
    ['Wie lange braucht ein Paket nach Hamburg?', 'de-lieferzeit'],
    ['Schickt ihr auch nach Zürich in die Schweiz?', 'de-ausland'],
    ['Die Tasse ist kaputt angekommen', 'de-beschaedigt'],
    ['Ich will den Auftrag abbrechen', 'de-stornieren'],
    ['Wie viele Tage habe ich für eine Rückgabe?', 'de-rueckgabefrist'],
    ['Wann habe ich mein Geld wieder?', 'de-erstattung'],
    ['Nehmt ihr PayPal?', 'de-zahlungsarten'],
    ['Kennwort vergessen, was nun?', 'de-passwort'],
    ['Habt ihr samstags geöffnet?', 'de-oeffnungszeiten'],
    ['Mein Kocher ist verkalkt', 'de-entkalken'],
    ['Kann der Becher in die Spuelmaschine?', 'de-spuelmaschine'],
  ] as const)('%s', ([question, id]) => {
    expect(best(question)).toBe(id)
    expect(search(question).language).toBe('de')
  })
})

test.for([
  'What is the capital of France?',
  'Who won the world cup in 2014?',
  'write me a poem about the sea',
  'Can you write Python code that sorts a list?',
  'How do I train a neural network?',
  'Do you sell bicycles?',
  'how much does a house cost',
  'Wer hat die Relativitätstheorie erfunden?',
  'Wie wird das Wetter morgen?',
  '',
  '???',
  '🦊',
])('nothing is found for "%s"', (question) => {
  expect(search(question).found).toEqual([])
})

test('a typing error is read as the word next to it', () => {
  expect(best('how long does delievry take')).toBe('delivery-time')
  expect(nearestTerm('refudn', new Set(['refund', 'return']))).toBe('refund')
  expect(nearestTerm('cat', new Set(['car']))).toBeUndefined()
})

describe('a follow-up is read with the question before it', () => {
  test.for([
    ['How long does delivery take?', 'And what does it cost?', 'delivery-cost'],
    ['How long does delivery take?', 'And to Switzerland?', 'delivery-customs'],
    ['How do I return an item?', 'What about the cost?', 'return-cost'],
    ['How do I return an item?', 'and then?', 'return-how'],
    ['Wie lange dauert die Lieferung?', 'Und in die Schweiz?', 'de-ausland'],
    ['Wie lange dauert die Lieferung?', 'Und was kostet das?', 'de-versandkosten'],
  ] as const)('%s → %s', ([earlier, question, id]) => {
    expect(best(question, earlier)).toBe(id)
  })

  test('but a question about something else is not', () => {
    expect(best('And who won the world cup?', 'How long does delivery take?')).toBeUndefined()
    expect(best('How can I reach you?', 'Do you ship abroad?')).toBe('contact')
  })
})

test('any text can be asked, and twice the same gives twice the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (question, earlier) => {
      const result = search(question, earlier)
      expect(search(question, earlier)).toEqual(result)
      for (const { coverage, score } of result.found) {
        expect(coverage).toBeGreaterThan(0)
        expect(coverage).toBeLessThanOrEqual(1)
        expect(score).toBeGreaterThan(0)
      }
    }),
  )
})
