import { withoutCodeLines } from './code-lines.ts'
import { countLetters, weightOfLetters } from './scripts.ts'

const URL = /\b(?:https?:\/\/|www\.)\S+/gi
/** What redaction leaves: `[EMAIL]`, `[PHONE_2]`. */
const TAG = /\[[A-Z][A-Z_]{1,30}(?:\d{1,6})?\]/g
const INLINE_CODE = /`[^`\n]{1,500}`/g
/** What is none of prose holds one of these: all of the above, and what `withoutCodeLines` looks for. */
const SIGN = /[`[\t<@${};&=]/
const SIGNS = ['    ', '()', '::', '://', 'www.']
/** Characters that are cleaned at a time. */
const STRETCH = 1500

/**
 * The beginning of what a text says in a human language, up to about `letters` letters: without code blocks, inline
 * code, lines that look like code, URLs and the tags of redaction. Reads no further than it must.
 */
export function proseOf(text: string, letters: number): string {
  if (text.length <= STRETCH && !isMarked(text)) return text
  let prose = ''
  let found = 0
  let fence = -1
  for (let start = 0; start < text.length && found < letters;) {
    if (fence < start) fence = fenceFrom(text, start)
    const end = Math.min(fence, start + STRETCH)
    const cleaned = clean(text.slice(start, end))
    prose += `${cleaned}\n`
    start = end === fence ? behindBlock(text, fence) : end
    // Behind the last stretch nobody asks.
    if (start < text.length) found += weightOfLetters(countLetters(cleaned))
  }
  return prose
}

function isMarked(text: string): boolean {
  return SIGN.test(text) || SIGNS.some((sign) => text.includes(sign))
}

function fenceFrom(text: string, start: number): number {
  const fence = text.indexOf('```', start)
  return fence === -1 ? text.length : fence
}

/** A block that is never closed runs to the end. */
function behindBlock(text: string, fence: number): number {
  const close = text.indexOf('```', fence + 3)
  return close === -1 ? text.length : close + 3
}

function clean(stretch: string): string {
  let bare = stretch
  if (bare.includes('`')) bare = bare.replaceAll(INLINE_CODE, ' ')
  if (bare.includes('://') || bare.includes('www.')) bare = bare.replaceAll(URL, ' ')
  if (bare.includes('[')) bare = bare.replaceAll(TAG, ' ')
  return withoutCodeLines(bare)
}
