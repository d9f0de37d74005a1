import type { Language } from '../faq/entry.ts'
import type { SearchResult } from '../retrieval/search.ts'
import type { Draft } from './answer.ts'
import { hashText, pick, wordAnswer } from './wording.ts'

/** The answer of the best entry, or an honest "I don't know". */
export function draftFromFaq(question: string, { language, terms, found }: SearchResult, variant: number): Draft {
  const looked = `I look for: ${terms.length === 0 ? '(no telling word)' : terms.slice(0, 12).join(', ')}.`
  const [best, second] = found
  if (best === undefined) {
    return {
      text: pick(UNKNOWN[language], hashText(question) + variant),
      thoughts: `${looked}\nNo entry of the FAQ is about that, so I say that I do not know.`,
      facts: { found: false, language, topic: 'unknown', question: '', source: 'none', confidence: 0 },
    }
  }
  const { entry, topic, coverage, score } = best
  const runnerUp = second === undefined ? '' : `\nSecond: "${second.entry.question}" (${second.score.toFixed(1)}).`
  return {
    text: wordAnswer(entry.answers, best.language, hashText(question) + variant),
    thoughts: `${looked}\nBest entry: "${entry.question}" (score ${score.toFixed(1)}).${runnerUp}`,
    facts: {
      found: true,
      language: best.language,
      topic,
      question: entry.question,
      source: entry.id,
      confidence: rounded(coverage),
    },
  }
}

const UNKNOWN: { readonly [language in Language]: readonly [string, ...string[]] } = {
  en: [
    "I don't know that. I only have the FAQ of Quillmoor: delivery, returns, payment, accounts, tea and coffee.",
    "Sorry, that is not in my FAQ, so I don't know. I can help with orders, delivery, returns, payment, tea and coffee.",
    "I don't know: nothing in the FAQ of this shop is about that. Ask me about an order, a return or how to brew tea.",
  ],
  de: [
    'Das weiß ich nicht. Ich habe nur die FAQ von Quillmoor: Lieferung, Rückgabe, Zahlung, Konto, Tee und Pflege.',
    'Dazu steht nichts in meiner FAQ, das weiß ich leider nicht. Bei Bestellung, Versand und Rückgabe helfe ich gern.',
  ],
}

function rounded(share: number): number {
  return Math.round(share * 100) / 100
}
