import { characterAt, characterBefore } from '../../redaction/letters.ts'
import { isTidy } from './is-tidy.ts'
import { classifyLines, isIndented, mayHaveFences, type Line } from './markdown-lines.ts'

export type TidyOptions = { readonly trimStart: boolean; readonly trimEnd: boolean }

/** Zero-width space, word joiner, byte order mark. */
const INVISIBLE = /[\u200b\u2060\ufeff]/g
const UNSEEN = /[\u200b-\u200d\u2060\ufeff]/
const JOINERS = /[\u200c\u200d]+/gu
/** Scripts whose letters join, and emoji sequences. */
const JOINED =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nko}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]/u
const NOT_ASCII = /[^\0-\x7f]/
/** A gap between columns, not the two spaces that typists put behind a sentence. */
const GAP = /(?<![.!?:;,\s])[ \t]{2,}(?=\S)|\t(?=\S)/
const SPACES = /[ \t]{2,}/g
const WIDE_WITHIN = /[^ \t\n][ \t]{2,}[^ \t\n]/
const WIDE_SPACES = /[^ \t][ \t]{2}/
/** Signs of code, mark-up, tables and quotations, within which spaces may count. */
const CODE_SIGN = /["`{}<>=;|\\$]|(?:^|[\s([,+])'|(?<!:)\/\/|\/\*|[^#]#|^#\w/

/** White space as `normalizeWhitespace` describes it. Doing it twice changes nothing more. */
export function tidyText(text: string, { trimStart, trimEnd }: TidyOptions): string {
  if (isTidy(text)) return text
  // What is asked of the whole text need not be asked of each line.
  const isBare = isClean(text)
  const clean = isBare ? trimLine : cleanLine
  const mayBeWide = !isBare || WIDE_WITHIN.test(text)
  const original = (text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text).split('\n')
  const trimmed = trimStart ? trimFirstLines(original, clean) : original
  const lines = classifyLines(trimmed, { clean, hasFences: mayHaveFences(text) })
  const tidied: string[] = []
  let before: Line | undefined
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    if (line === undefined || (line.kind === 'blank' && before?.kind === 'blank')) continue
    const isWide = mayBeWide && line.kind === 'prose'
    tidied.push(isWide ? tidyProse(line.text, before, lines[index + 1]) : line.text)
    before = line
  }
  const joined = tidied.join('\n')
  return trimEnd ? joined.trimEnd() : joined
}

/** Blank lines at the start go, and the spaces before the first word unless it opens an indented block. */
function trimFirstLines(lines: readonly string[], clean: (line: string) => string): readonly string[] {
  const start = lines.findIndex((line) => clean(line) !== '')
  const rest = start === -1 ? [''] : lines.slice(start)
  const first = clean(rest[0] ?? '')
  const opensBlock = isIndented(first) && isIndented(clean(rest[1] ?? ''))
  if (!opensBlock) rest[0] = first.trimStart()
  return rest
}

/** True when cleaning leaves all but the ends of the lines as they are. */
function isClean(text: string): boolean {
  return !NOT_ASCII.test(text) || (!UNSEEN.test(text) && text === text.normalize('NFC'))
}

function trimLine(line: string): string {
  return line.trimEnd()
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
