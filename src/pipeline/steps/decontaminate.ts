import { FinetapError } from '../../core/errors.ts'
import { drop, keep, type StatelessStep } from '../../core/step.ts'
import { searchEvaluationTexts } from '../similarity/contamination/evaluation-texts.ts'

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
 * Throws `bad_option`, and before the log is read `source_unreadable` for a file or line that cannot be read. The files are held as
 * hashes, about 50 bytes a word.
 *
 * @example buildDataset({ rules: { contamination: { files: ['evaluation/questions.jsonl'] } }, … })
 */
export function decontaminate({ files, ngram = 13, threshold = 0 }: DecontaminateOptions): StatelessStep {
  if (!Array.isArray(files))
    throw badOption('files that are no list', 'it is a list of paths', "write files: ['questions.jsonl']")
  if (files.length === 0) throw badOption('no files', 'there is nothing to compare with', 'name the evaluation files')
  if (!Number.isSafeInteger(ngram) || ngram < 5 || ngram > 100) {
    throw badOption(`ngram: ${ngram}`, 'it is a whole number from 5 to 100', 'leave it out for 13 words')
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    throw badOption(`threshold: ${threshold}`, 'it is a share from 0 to 1', 'leave it out to drop at the first run')
  }
  let contactOf: ReturnType<typeof searchEvaluationTexts> | undefined
  return {
    name: 'decontaminate',
    version: 1,
    prepare() {
      contactOf = searchEvaluationTexts(files, ngram)
    },
    apply(example) {
      contactOf ??= searchEvaluationTexts(files, ngram)
      const contact = contactOf(example)
      if (contact === undefined || contact.overlap < threshold) return keep(example)
      const { file, line, overlap } = contact
      return drop(example, 'contaminated', { file, line, overlap: Math.round(overlap * 1000) / 1000 })
    },
  }
}

function badOption(what: string, why: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what: `decontaminate cannot work with ${what}`, why, fix })
}
