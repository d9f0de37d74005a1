import type { Language } from '../faq/entry.ts'

/**
 * The stem of a lower-case word, so that forms of one word meet: "shipped" and "shipping", "Tasse" and "Tassen".
 *
 * Light suffix stripping, not linguistics: a stem need not be a word. Umlauts and their spelling with "e" fall
 * together ("ä", "ae", "a").
 */
export function stem(word: string, language: Language): string {
  return language === 'de' ? stemGerman(word) : stemEnglish(word)
}

function stemEnglish(word: string): string {
  const folded = fold(word)
  if (folded.length < 4) return folded
  const singular = folded
    .replace(/ies$/, 'y')
    .replace(/(ss|x|z|ch|sh)es$/, '$1')
    .replace(/([^su])s$/, '$1')
  const base = /^.*[aeiouy].*(?:ing|ed)$/.test(singular) ? singular.replace(/(?<=.{3})(?:ing|ed)$/, '') : singular
  return base.replace(/(?<=.{2})[ey]$/, '').replace(/([bdfglmnprst])\1$/, '$1')
}

function stemGerman(word: string): string {
  let base = fold(word).replace(/ae/g, 'a').replace(/oe/g, 'o').replace(/ue/g, 'u')
  // Until nothing falls off, so that "Paket" and "Pakete" end alike.
  for (;;) {
    const shorter = base.replace(/(?<=.{4})(?:ern|est|em|en|er|es|et|e|s|n|t)$/, '')
    if (shorter === base) return base
    base = shorter
  }
}

function fold(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss')
}
