import type { Example } from '../../../core/example.ts'
import { textOf } from '../../../core/message.ts'
import { createWords, readWords, type Words } from '../words.ts'
import { readEvaluationRows, type EvaluationRow } from './evaluation-rows.ts'
import { createGramIndex } from './gram-index.ts'
import { checkOf, createGramWalk, gramWeight, weightOfAll } from './grams.ts'

/** A question with less than this many words is anybody's. */
const LEAST_WORDS_OF_A_QUESTION = 5

/** An evaluation text that an example shares words with. */
export type Contact = {
  readonly file: string
  readonly line: number
  /** Share of the runs of words of the evaluation text that the example has too, above 0 to 1. */
  readonly overlap: number
}

/** The evaluation text that an example shares most with. */
export type ContactSearch = (example: Example) => Contact | undefined

export function searchEvaluationTexts(files: readonly string[], ngram: number): ContactSearch {
  const weight = gramWeight(ngram)
  const walk = createGramWalk(weight)
  const index = createGramIndex()
  const words = createWords()
  const places: { readonly file: string; readonly line: number }[] = []

  function read(text: string): Words {
    words.size = 0
    readWords(text, words)
    return words
  }

  /** A question too short for a run counts when it is asked word for word. */
  function isShortQuestion(): boolean {
    const weighs = weightOfAll(words)
    return weighs >= gramWeight(LEAST_WORDS_OF_A_QUESTION) && weighs < weight
  }

  function addRow({ pieces }: EvaluationRow): void {
    index.open()
    const question = pieces.find(({ asks }) => asks)
    for (const piece of pieces) {
      walk(read(piece.text), (hash, from, end) => index.add(hash, checkOf(words, from, end)))
      if (piece === question && isShortQuestion()) index.add(...wholeOf(words))
    }
  }

  for (const file of files) {
    for (const row of readEvaluationRows(file)) {
      addRow(row)
      places.push({ file, line: row.line })
    }
  }
  index.seal()

  /** The distinct runs that an example shares with each text. */
  function sharedGrams(example: Example): ReadonlyMap<number, ReadonlySet<number>> {
    const shared = new Map<number, Set<number>>()
    const note = (text: number, gram: number): void => {
      const grams = shared.get(text)
      if (grams === undefined) shared.set(text, new Set([gram]))
      else grams.add(gram)
    }
    let asked = false
    for (const { message } of example.messages) {
      if (message.role !== 'user' && message.role !== 'assistant') continue
      walk(read(textOf(message)), (hash, from, end) => {
        if (index.mayHave(hash)) index.forEach(hash, checkOf(words, from, end), note)
      })
      if (message.role !== 'user' || asked) continue
      asked = true
      if (isShortQuestion()) index.forEach(...wholeOf(words), note)
    }
    return shared
  }

  return (example) => {
    let contact: Contact | undefined
    for (const [text, grams] of sharedGrams(example)) {
      const overlap = grams.size / index.sizeOf(text)
      const place = places[text]
      if (place !== undefined && overlap > (contact?.overlap ?? 0)) contact = { ...place, overlap }
    }
    return contact
  }
}

function wholeOf(words: Words): [hash: number, check: number] {
  const check = checkOf(words, 0, words.size)
  return [(check ^ words.size) >>> 0, check]
}
