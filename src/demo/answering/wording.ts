import type { Language } from '../faq/entry.ts'

/** The n-th of some options, counted round and round; also for negative and huge numbers. */
export function pick<Option>(options: readonly [Option, ...Option[]], n: number): Option {
  const position = Math.trunc(n) % options.length
  return options[position < 0 ? position + options.length : position] ?? options[0]
}

const CLOSINGS: { readonly [language in Language]: readonly [string, ...string[]] } = {
  en: ['', 'Is there anything else I can look up?', 'Just ask if you need more.'],
  de: ['', 'Kann ich noch etwas nachschlagen?', 'Fragen Sie gern weiter.'],
}

/**
 * One wording of an answer. Neighbouring variants always differ, so that a regenerated answer is another one; with two
 * wordings there are six in all.
 */
export function wordAnswer(wordings: readonly [string, ...string[]], language: Language, variant: number): string {
  const closing = pick(CLOSINGS[language], Math.floor(variant / wordings.length))
  return [pick(wordings, variant), closing].filter((part) => part !== '').join(' ')
}

/** A 32-bit number that is the same for the same text in every process (FNV-1a over UTF-16 code units). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
