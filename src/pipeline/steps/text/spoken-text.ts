const OPENING = '<think>'
const CLOSING = '</think>'

/**
 * What a message says aloud: its text without thoughts that a model wrote into it. Templates that open the thoughts
 * themselves leave only the closing tag in the answer; thoughts may also never end.
 *
 * @param text as of `textOf`, which leaves out reasoning parts
 */
export function spokenText(text: string): string {
  if (!text.includes('<')) return text
  const end = text.indexOf(CLOSING)
  const start = text.indexOf(OPENING)
  if (end !== -1 && (start === -1 || start > end || opensText(text, start))) return text.slice(end + CLOSING.length)
  return start !== -1 && opensText(text, start) ? '' : text
}

function opensText(text: string, start: number): boolean {
  return text.slice(0, start).trim() === ''
}
