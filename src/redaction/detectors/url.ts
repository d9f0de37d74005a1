import { seeking, type Detector, type Span } from '../detector.ts'
import { characterBefore, isUnspacedLetter, isWordCharacter } from '../letters.ts'
import { ADDRESS } from '../signs/bits.ts'
import { hostMatcher } from './hosts.ts'

export type UrlDetectorOptions = {
  /** Hosts whose URLs stay, subdomains included, such as `docs.example.com`. Default: none. */
  readonly keepHosts?: readonly string[]
}

const START = /(?:s?ftps?|https?|(?<![a-z])wss?):(?:\/\/|\\\/\\\/)|www\./gi
const HOST = /[\p{L}\p{N}]|\[[\da-f:.]{2,45}\]/iuy
const WWW_HOST = /[\p{L}\p{N}-]{1,63}\.[\p{L}\p{N}]/uy
const NEXT_URL = /(?:https?|ftp):\/\/|www\./iy
const END = /[\s\p{Cc}\p{Cf}"`<>|\\^、。〈-】〔-〛！-／：-＠［-｀｛-･“”„«»…]/u
/** Part of an address only when something of it follows. */
const TRAILING = ".,;:!?'*_~"
const CLOSED_BY: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}' }
const CLOSING = ')]}'

/**
 * Finds addresses that start with `http(s)://`, `ftp(s)://`, `sftp://`, `ws(s)://` or `www.`, tag `[URL]`.
 *
 * An address ends before white space, quotes, `<>`, CJK punctuation and a bracket that it did not open; punctuation of
 * the sentence around it stays outside. Everything else within it, such as an e-mail address, goes with it.
 *
 * @example createRedactor({ detectors: [urlDetector({ keepHosts: ['docs.example.com'] })] })
 */
export function urlDetector(options: UrlDetectorOptions = {}): Detector {
  const keepHosts = options.keepHosts ?? []
  const isKept = hostMatcher(keepHosts)
  return seeking(ADDRESS, {
    name: 'url',
    tag: 'URL',
    version: 1,
    prefilter: ['://', ':\\/\\/', 'www.', 'WWW.', 'Www.'],
    find: keepHosts.length === 0 ? findUrls : (text) => findUrls(text).filter((span) => !isKept(hostOf(text, span))),
  })
}

function findUrls(text: string): readonly Span[] {
  const spans: Span[] = []
  START.lastIndex = 0
  for (let match = START.exec(text); match !== null; match = START.exec(text)) {
    const start = match.index
    const body = start + match[0].length
    if (!opensUrl(text, start, body)) continue
    const end = endOfUrl(text, body, text.charAt(start - 1))
    spans.push({ start, end })
    // The search goes on behind the address, so that no character is read for two of them.
    START.lastIndex = end
  }
  return spans
}

function opensUrl(text: string, start: number, body: number): boolean {
  if (text.charAt(body - 1) !== '.') return matchesAt(HOST, text, body)
  const before = characterBefore(text, start)
  return (!isWordCharacter(before) || isUnspacedLetter(before)) && matchesAt(WWW_HOST, text, body)
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index
  return pattern.test(text)
}

function endOfUrl(text: string, body: number, quote: string): number {
  const open: string[] = []
  let end = body
  for (let index = body; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '\\' && text.charAt(index + 1) === '/') continue
    if (END.test(character) || (character === "'" && quote === "'")) break
    if ((character === ',' || character === ';') && matchesAt(NEXT_URL, text, index + 1)) break
    if (isUnspacedLetter(character) && !mayPrecedeUnspaced(text.charAt(index - 1))) break
    const closing = CLOSED_BY[character]
    if (closing !== undefined) open.push(closing)
    if (CLOSING.includes(character) && open.pop() !== character) break
    if (!TRAILING.includes(character)) end = index + 1
  }
  return end
}

/** "example.org/wiki/中国" goes on, "example.org/page这里" does not. */
function mayPrecedeUnspaced(character: string): boolean {
  return isUnspacedLetter(character) || !isWordCharacter(character)
}

function hostOf(text: string, { start, end }: Span): string {
  const address = text
    .slice(start, end)
    .replaceAll('\\/', '/')
    .replace(/^[a-z]+:\/\//i, '')
  const authority = address.split(/[/?#]/, 1)[0] ?? ''
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
}
