import { FinetapError } from '../../../core/errors.ts'
import type { Example } from '../../../core/example.ts'
import { textOf } from '../../../core/message.ts'
import { addFolded, clearFolded, createFoldedText } from '../folded-text.ts'
import { createWords, readWords, type Words } from '../words.ts'
import { readEvaluationRows, type EvaluationRow } from './evaluation-rows.ts'
import { createGramIndex } from './gram-index.ts'
import { checkOf, createGramWalk, gramWeight, weightOfAll } from './grams.ts'

/** A question with less than this many words is anybody's. */
export const LEAST_WORDS_OF_A_QUESTION = 5

/** An evaluation text that an example shares words with. */
export type Contact = {
  readonly file: string
  readonly line: number
  /** Share of the runs of words of the evaluation text that the example has too, above 0 to 1. */
  readonly overlap: number
}

/** The evaluation text that an example shares most with. */
export type ContactSearch = {
  readonly contactOf: (example: Example) => Contact | undefined
  readonly files: readonly EvaluationFile[]
}

/** An evaluation file that was read. `compared`: how many of its rows are long enough to be looked for. */
export type EvaluationFile = { readonly file: string; readonly rows: number; readonly compared: number }

/**
 * Reads evaluation files.
 *
 * @throws FinetapError `source_unreadable` for a file that cannot be read, or holds nothing that could be looked for
 */
export function searchEvaluationTexts(files: readonly string[], ngram: number): ContactSearch {
  const texts = createTextIndex(ngram)
  const places: { readonly file: string; readonly line: number }[] = []
  const counts = files.map((file) =>
    readFile(file, ngram, (row) => {
      places.push({ file, line: row.line })
      return texts.addRow(row)
    }),
  )
  texts.seal()
  return {
    files: counts,
    contactOf: (example) =>
      mostShared(texts.sharedGrams(example), ({ text, grams }) => {
        const place = places[text]
        return place === undefined ? undefined : { ...place, overlap: grams / texts.sizeOf(text) }
      }),
  }
}

/** The runs of evaluation texts, to be looked up. */
function createTextIndex(ngram: number) {
  const weight = gramWeight(ngram)
  const walk = createGramWalk(weight)
  const index = createGramIndex()
  const folded = createFoldedText()
  const words = createWords()

  function read(text: string): Words {
    words.size = 0
    clearFolded(folded)
    addFolded(folded, text)
    readWords(folded, 0, folded.size - 1, words)
    return words
  }

  /** A question too short for a run counts when it is asked word for word. */
  function isShortQuestion(): boolean {
    const weighs = weightOfAll(words)
    return weighs >= gramWeight(LEAST_WORDS_OF_A_QUESTION) && weighs < weight
  }

  /** False when none of its texts is long enough. */
  function addRow({ pieces }: EvaluationRow): boolean {
    let grams = 0
    index.open()
    const question = pieces.find(({ asks }) => asks)
    for (const piece of pieces) {
      walk(read(piece.text), (hash, from, end) => {
        grams += 1
        index.add(hash, checkOf(words, from, end))
      })
      if (piece !== question || !isShortQuestion()) continue
      grams += 1
      index.add(...wholeOf(words))
    }
    return grams > 0
  }

  /** The distinct runs that an example shares with each text. */
  function sharedGrams(example: Example): Shared {
    const shared = new Map<number, Set<number>>()
    const note = noteIn(shared)
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

  return { addRow, seal: index.seal, sharedGrams, sizeOf: index.sizeOf }
}

function readFile(file: string, ngram: number, isCompared: (row: EvaluationRow) => boolean): EvaluationFile {
  const rows = readEvaluationRows(file)
  const compared = rows.filter(isCompared).length
  if (compared === 0) throw unusable(file, rows.length, ngram)
  return { file, rows: rows.length, compared }
}

function noteIn(shared: Map<number, Set<number>>): (text: number, gram: number) => void {
  return (text, gram) => {
    const grams = shared.get(text)
    if (grams === undefined) shared.set(text, new Set([gram]))
    else grams.add(gram)
  }
}

type Shared = ReadonlyMap<number, ReadonlySet<number>>
type ContactOf = (shared: { readonly text: number; readonly grams: number }) => Contact | undefined

function mostShared(shared: Shared, contactOf: ContactOf): Contact | undefined {
  let most: Contact | undefined
  for (const [text, { size }] of shared) {
    const contact = contactOf({ text, grams: size })
    if (contact !== undefined && contact.overlap > (most?.overlap ?? 0)) most = contact
  }
  return most
}

function unusable(file: string, rows: number, ngram: number): FinetapError {
  return new FinetapError('source_unreadable', {
    what: `The evaluation file ${file} guards nothing`,
    why:
      rows === 0
        ? 'it holds no text'
        : `all of its ${rows} texts are shorter than ${ngram} words (questions: than ${LEAST_WORDS_OF_A_QUESTION})`,
    fix: 'name a file with whole questions and answers, or a smaller ngram',
  })
}

function wholeOf(words: Words): [hash: number, check: number] {
  const check = checkOf(words, 0, words.size)
  return [(check ^ words.size) >>> 0, check]
}
