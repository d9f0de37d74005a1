import { badOption, checkOptions, kindOf } from '../../core/check-options.ts'
import { drop, keep, type StatelessStep } from '../../core/step.ts'
import {
  LEAST_WORDS_OF_A_QUESTION,
  searchEvaluationTexts,
  type ContactSearch,
  type EvaluationFile,
} from '../similarity/contamination/evaluation-texts.ts'
import { withRemarks, type StepRemark } from './remarks.ts'

export type DecontaminateOptions = {
  /**
   * Files with evaluation data: JSON lines (`.jsonl`, `.ndjson`), a JSON array (`.json`) or paragraphs (`.txt`), also with
   * `.gz`. Of a row the usual names are read: `messages`, `prompt`, `question`, `text`, `answer`, …
   */
  readonly files: readonly string[]
  /** Length of the runs of words that must not be shared, from 5 to 100 (default 13; half a word for a Chinese character). */
  readonly ngram?: number
  /** Share of the runs of an evaluation text that must be met, above 0 to 1. Left out, a single one is enough. */
  readonly threshold?: number
}

/**
 * Drops conversations that give away an evaluation: a user turn or an answer shares a run of 13 words with a text of
 * these files, reason `contaminated` with file, line and overlap. Otherwise the tuned model is praised for what it learned by
 * heart. Only the dataset shrinks, the files stay as they are.
 *
 * Case, white space and punctuation do not count; of Chinese and the like a run is 26 characters. A question of 5 words or
 * more that is shorter than a run counts when a conversation opens with just this question. Runs that stand in a tenth of
 * the evaluation texts, and in five at least, are a template and count for none. System prompts are not looked at. 13 words
 * are the usual length, as in NeMo Curator.
 *
 * Throws `bad_option`, and before the log is read `source_unreadable` for a file or line that cannot be read, and for a file
 * in which nothing is long enough. The files are held as hashes, about 50 bytes a word.
 *
 * @example buildDataset({ rules: { contamination: { files: ['evaluation/questions.jsonl'] } }, … })
 */
export function decontaminate(options: DecontaminateOptions): StatelessStep {
  checkOptions('decontaminate', options, { files: 'any', ngram: 'number', threshold: 'number' })
  const { files, ngram = 13, threshold = 0 } = options
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string')) {
    throw badOption(`files of decontaminate is ${kindOf(files)}`, "pass a list of paths: files: ['questions.jsonl']")
  }
  if (files.length === 0) throw badOption('files of decontaminate is empty', 'name the files that you evaluate with')
  if (!Number.isSafeInteger(ngram) || ngram < 5 || ngram > 100) {
    throw badOption(`ngram of decontaminate is ${ngram}`, 'pass a whole number from 5 to 100, or leave it out for 13')
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    const fix = 'pass a share from 0 to 1, or leave it out to drop at the first run'
    throw badOption(`threshold of decontaminate is ${threshold}`, fix)
  }
  let search: ContactSearch | undefined
  const read = (): ContactSearch => (search ??= searchEvaluationTexts(files, ngram))
  const step: StatelessStep = {
    name: 'decontaminate',
    version: 1,
    prepare() {
      // Anew for each build: the files may have changed.
      search = undefined
      read()
    },
    apply(example) {
      const contact = read().contactOf(example)
      if (contact === undefined || contact.overlap < threshold) return keep(example)
      const { file, line, overlap } = contact
      return drop(example, 'contaminated', { file, line, overlap: Math.round(overlap * 1000) / 1000 })
    },
  }
  return withRemarks(step, () => read().files.flatMap((file) => aboutShort(file, ngram)))
}

function aboutShort({ file, rows, compared }: EvaluationFile, ngram: number): readonly StepRemark[] {
  if (compared === rows) return []
  const limits = `${ngram} words (a question: ${LEAST_WORDS_OF_A_QUESTION})`
  return [
    {
      code: 'evaluation_short',
      message: `Shorter than ${limits}, and not looked for: ${rows - compared} of ${rows} texts of ${file}`,
      fix: 'nothing, if they are but words; else give whole questions and answers, or a smaller ngram',
    },
  ]
}
