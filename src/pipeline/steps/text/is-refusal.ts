import { textFolder } from './fold-text.ts'
import { REFUSAL_CUES } from './refusal-cues.ts'

/** Refusals say so at once; later the same words belong to the matter. */
const LENGTH = 200
/** Whoever writes in another script may use Latin words too, but not the other way round. */
const NOT_LATIN = /[\u0370-\u1dff\u2e80-\uffef]/
const LATIN = /[a-z]/
const foldStart = textFolder({
  change: (text) => text.toLowerCase().replaceAll(/[\u2018\u2019\u02bc\u00b4`]/g, "'"),
  parting: /[\s*_#>\u00a0]+/g,
  keepEnds: true,
})
const cues = Object.values(REFUSAL_CUES).flat()
const LATIN_CUES = patternOf(cues.filter((cue) => !NOT_LATIN.test(cue)))
const OTHER_CUES = patternOf(cues.filter((cue) => NOT_LATIN.test(cue)))

/** True when the first 200 characters of an answer refuse, in any of the languages of the list. */
export function isRefusal(text: string): boolean {
  const start = folded(text)
  return (LATIN.test(start) && LATIN_CUES.test(start)) || (NOT_LATIN.test(start) && OTHER_CUES.test(start))
}

/** Lower case, straight apostrophes, single spaces, no signs of Markdown. */
function folded(text: string): string {
  const start = text.length > 2 * LENGTH ? text.slice(0, 2 * LENGTH) : text
  return foldStart(start.trimStart().slice(0, LENGTH))
}

function bounded(cue: string): string {
  return cue.replaceAll('…', '[^.!?。！？\\n]{0,60}')
}

function patternOf(sources: readonly string[]): RegExp {
  return new RegExp(sources.map(bounded).join('|'))
}
