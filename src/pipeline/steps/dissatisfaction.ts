import { textFolder } from './text/fold-text.ts'
import { CUES, type Cues } from './dissatisfaction-cues.ts'

/** A complaint stands at the start of a message; what follows is often the text to be worked on. */
const READ = 100
const MARKS = /[\u0300-\u036f]/g
const foldBare = textFolder({
  change: (text) => text.toLowerCase().normalize('NFD').replaceAll(MARKS, '').normalize('NFC'),
  parting: /[^\p{L}\p{M}\p{N}]+/gu,
})
/** Languages without spaces, and Korean, which hangs its endings on words: there a cue may stand within a word. */
const UNSPACED = new Set(['zh', 'ja', 'ko'])
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/
/** Not the `?` of code. The Greek mark is a semicolon. */
const QUESTION = /[?？؟](?:["'”’»)\]*_\s\p{Extended_Pictographic}]|$)|\p{Script=Greek};/u
const CONFIRM =
  /\b(?:confirm|verif|make sure|(?:double.?)?check\b|bestätig|prüf|vérifi|conferm|controleer|bekr[äæe]f|potwierd|potvrď|onayla)|подтверд|підтверд|确认|確認|확인/i
/** A last sentence that asks although its writer left out the mark. */
const ASKING =
  /(?:^|[.!,\n])\s*(?:do|did|does|is|are|was|were|would|will|can|could|shall|should|have|has)\s(?:you|i|we|this|that|it|the|your)\b[^.!?\n]{0,120}[.!>]?$/i
/** "No" that ends a chat or turns down an offer. */
const POLITE =
  /^\s*(?:no|nope|nah|nein|non|nee|nej|nei|nie|não|hayır|нет|ні)[\s,.!-]+(?:it ?s |that s |it is |that is |that will be |that ll be |i m |i am )?(?:thank|thx|ty\b|problem|worries|need|more|other|further|questions?\b|all\b|ok|okay|fine|good|great|perfect|danke|vielen dank|merci|gracias|obrigad|grazie|bedankt|dank|tack|tak\b|takk|dzięk|teşekk|спасибо|дякую|das ist alles|das war|c est tout|eso es todo)/i
/** "No, …": the word and then a sign. */
const NO =
  /^\s*(?:no|nope|nah|nein|non|nee|nej|nei|nie|não|hayır|нет|ні|ne|nu|không|tidak|bukan|όχι|לא|لا|नहीं)\s*[,.!:;،–—-]+\s*\S+\s+\S+/iu
const NO_UNSPACED = /^\s*(?:不是|不|いいえ|いや|違う|아니요|아니|아뇨)\s*[,.!，。、！]\s*\S{2}/u

/** Lower case, without accents, only letters and digits, one space between and around words. */
export function foldText(text: string): string {
  return ` ${foldBare(text)} `
}

type Cue = { readonly text: string; readonly isOpening: boolean }

/** Cues by their first word, so that few of them are tried; and those of languages that write no spaces. */
type CueTable = { readonly byFirstWord: ReadonlyMap<string, readonly Cue[]>; readonly unspaced: readonly Cue[] }

const clear = cueTable('clear')
const afterStatement = cueTable('afterStatement')

function cueTable(kind: keyof Cues): CueTable {
  const byFirstWord = new Map<string, Cue[]>()
  const unspaced: Cue[] = []
  for (const [code, cues] of Object.entries(CUES)) {
    for (const cue of cues[kind]) {
      const isOpening = cue.startsWith('^')
      const folded = foldText(cue)
      if (UNSPACED.has(code)) unspaced.push({ text: isOpening ? folded.trimEnd() : folded.trim(), isOpening })
      else {
        const [first = ''] = folded.trim().split(' ')
        byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { text: folded, isOpening }])
      }
    }
  }
  return { byFirstWord, unspaced }
}

/** @param folded as `foldText` gives it */
function hasCue(folded: string, { byFirstWord, unspaced }: CueTable): boolean {
  for (let space = 0; space < folded.length - 1; space = folded.indexOf(' ', space + 1)) {
    const word = folded.slice(space + 1, folded.indexOf(' ', space + 1))
    for (const { text, isOpening } of byFirstWord.get(word) ?? []) {
      if ((!isOpening || space === 0) && folded.startsWith(text, space)) return true
    }
  }
  if (!CJK.test(folded)) return false
  return unspaced.some(({ text, isOpening }) => (isOpening ? folded.startsWith(text) : folded.includes(text)))
}

/** True when a message says that the answer before it was no good. */
export function isComplaint(message: string, answer: string): boolean {
  const start = message.slice(0, READ)
  const folded = foldText(start)
  if (hasCue(folded, clear)) return true
  if (endsWithQuestion(answer) || POLITE.test(start.replaceAll(/['’]/g, ' '))) return false
  return NO.test(start) || NO_UNSPACED.test(start) || hasCue(folded, afterStatement)
}

/** The answer ends with a question or asks to confirm something, perhaps with a few signs or a short offer behind it. */
function endsWithQuestion(answer: string): boolean {
  const end = answer.trimEnd().slice(-160)
  return QUESTION.test(end) || CONFIRM.test(end) || ASKING.test(end)
}
