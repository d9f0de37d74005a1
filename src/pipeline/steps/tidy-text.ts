import { characterAt, characterBefore } from '../../redaction/letters.ts'
import { isTidy } from './is-tidy.ts'
import { classifyLines, isIndented, type Line } from './markdown-lines.ts'

export type TidyOptions = { readonly trimStart: boolean; readonly trimEnd: boolean }

/** Zero-width space, word joiner, byte order mark. */
const INVISIBLE = /[\u200b\u2060\ufeff]/g
const JOINERS = /[\u200c\u200d]+/gu
/** Scripts whose letters join, and emoji sequences. */
const JOINED =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nko}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]/u
const NOT_ASCII = /[^\0-\x7f]/
/** A gap between columns, not the two spaces that typists put behind a sentence. */
const GAP = /(?<![.!?:;,\s])[ \t]{2,}(?=\S)|\t(?=\S)/
const SPACES = /[ \t]{2,}/g
const WIDE_SPACES = /[^ \t][ \t]{2}/
/** Signs of code, mark-up, tables and quotations, within which spaces may count. */
const CODE_SIGN = /["`{}<>=;|\\$]|(?:^|[\s([,+])'|(?<!:)\/\/|\/\*|[^#]#|^#\w/

/** White space as `normalizeWhitespace` describes it. Doing it twice changes nothing more. */
export function tidyText(text: string, { trimStart, trimEnd }: TidyOptions): string {
  if (isTidy(text)) return text
  const original = text.replaceAll(/\r\n?/g, '\n').split('\n')
  const lines = classifyLines(trimStart ? trimFirstLines(original) : original, cleanLine)
  const tidied: string[] = []
  for (const [index, line] of lines.entries()) {
    const [before, after] = [lines[index - 1], lines[index + 1]]
    if (line.kind === 'blank' && before?.kind === 'blank') continue
    tidied.push(line.kind === 'prose' ? tidyProse(line.text, before, after) : line.text)
  }
  const joined = tidied.join('\n')
  return trimEnd ? joined.trimEnd() : joined
}

/** Blank lines at the start go, and the spaces before the first word unless it opens an indented block. */
function trimFirstLines(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => cleanLine(line) !== '')
  const [first = '', ...rest] = start === -1 ? [] : lines.slice(start)
  const opensBlock = isIndented(cleanLine(first)) && isIndented(cleanLine(rest[0] ?? ''))
  return opensBlock ? [first, ...rest] : [cleanLine(first).trimStart(), ...rest]
}

/** Without invisible characters and spaces at its end, in NFC. */
function cleanLine(line: string): string {
  if (!NOT_ASCII.test(line)) return line.trimEnd()
  return line.replaceAll(INVISIBLE, '').replaceAll(JOINERS, keepBesideJoined).normalize('NFC').trimEnd()
}

function keepBesideJoined(joiners: string, offset: number, line: string): string {
  const isNeeded = JOINED.test(characterBefore(line, offset)) || JOINED.test(characterAt(line, offset + joiners.length))
  return isNeeded ? joiners : ''
}

function tidyProse(text: string, before: Line | undefined, after: Line | undefined): string {
  if (!WIDE_SPACES.test(text) || CODE_SIGN.test(text)) return text
  const start = text.length - text.trimStart().length
  if (hasGap(text) && (hasGap(before?.text) || hasGap(after?.text))) return text
  return text.slice(0, start) + text.slice(start).replaceAll(SPACES, ' ')
}

function hasGap(text: string | undefined): boolean {
  return text !== undefined && GAP.test(text.trimStart())
}
