import { codeUnitAt } from '../../core/code-unit.ts'
import { seeking, type Detector, type Span } from '../detector.ts'
import {
  behindEscape,
  characterAt,
  characterBefore,
  isAsciiWord,
  isUnspacedLetter,
  isWordCharacter,
} from '../letters.ts'
import { AT } from '../signs/bits.ts'
import { hostMatcher } from './hosts.ts'

export type EmailDetectorOptions = {
  /** Hosts whose addresses stay, subdomains included, such as `example.com`. Default: none. */
  readonly keepHosts?: readonly string[]
}

const LONGEST_LOCAL_PART = 128
const LONGEST_DOMAIN = 255
const LOCAL_PUNCTUATION = "._%+-'~"
const LEADING_PUNCTUATION = ".%+-'~"
const TOP_LEVEL_DOMAIN = /^(?:[\p{L}\p{M}]{2,24}|xn--[a-z0-9-]{1,59})$/iu
/** `react@18.2.0` and `logo@2x.png` look like addresses. */
const VERSION_OR_SCALE = /^\d+(?:\.\d|x\.)/

/**
 * Finds e-mail addresses, tag `[EMAIL]`: in any script, with plus-addresses, within `<>`, links and `mailto:`.
 * Addresses at example.com and other reserved names are found like all others, unless `keepHosts` names them.
 *
 * Every `@` is looked at once and no character twice for two of them, so the work is linear.
 *
 * @example createRedactor({ detectors: [emailDetector({ keepHosts: ['example.com'] })] })
 */
export function emailDetector(options: EmailDetectorOptions = {}): Detector {
  const keepHosts = options.keepHosts ?? []
  const isKept = hostMatcher(keepHosts)
  return seeking(AT, {
    name: 'email',
    tag: 'EMAIL',
    version: 1,
    prefilter: ['@'],
    find:
      keepHosts.length === 0 ? findEmails : (text) => findEmails(text).filter((span) => !isKept(hostAt(text, span))),
    key: (value) => value.normalize('NFC').toLowerCase(),
  })
}

function hostAt(text: string, { start, end }: Span): string {
  const address = text.slice(start, end)
  return address.slice(address.lastIndexOf('@') + 1)
}

function findEmails(text: string): readonly Span[] {
  const spans: Span[] = []
  let free = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = startOfLocalPart(text, at, Math.max(free, at - LONGEST_LOCAL_PART))
    if (start >= at) continue
    const end = endOfDomain(text, at + 1)
    if (end === at + 1) continue
    spans.push({ start, end })
    free = end
  }
  return spans
}

function startOfLocalPart(text: string, at: number, earliest: number): number {
  const unspaced = isUnspacedLetter(characterBefore(text, at))
  let start = at
  while (start > earliest) {
    if (isAsciiWord(codeUnitAt(text, start - 1))) {
      start -= 1
      continue
    }
    const character = characterBefore(text, start)
    if (!LOCAL_PUNCTUATION.includes(character)) {
      if (!isWordCharacter(character)) break
      if (!unspaced && isUnspacedLetter(character)) break
    }
    start -= character.length
  }
  start = behindEscape(text, Math.max(start, earliest))
  while (start < at && LEADING_PUNCTUATION.includes(text.charAt(start))) start += 1
  return start
}

/** Behind the last label that can be a top-level domain; `start` when there is none. */
function endOfDomain(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_DOMAIN)
  let end = start
  let label = start
  for (let labels = 1; label < limit; labels += 1) {
    const labelEnd = endOfLabel(text, label, limit, labels)
    if (labelEnd === label) break
    if (labels > 1 && TOP_LEVEL_DOMAIN.test(text.slice(label, labelEnd))) end = labelEnd
    if (text.charAt(labelEnd) !== '.') break
    label = labelEnd + 1
  }
  return end > start && VERSION_OR_SCALE.test(text.slice(start, end)) ? start : end
}

function endOfLabel(text: string, start: number, limit: number, labels: number): number {
  const unspaced = isUnspacedLetter(characterAt(text, start))
  // "mail@example.com.谢谢" ends before the dot; "mail@例子.公司" does not.
  if (unspaced && labels > 2) return start
  let end = start
  for (let index = start; index < limit;) {
    if (isAsciiWord(codeUnitAt(text, index))) {
      index += 1
      end = index
      continue
    }
    const character = characterAt(text, index)
    const inLabel = character === '-' ? index > start : isWordCharacter(character)
    if (!inLabel || (!unspaced && isUnspacedLetter(character))) break
    index += character.length
    if (character !== '-') end = index
  }
  return end
}
