import type { Span } from '../../detector.ts'

const USER = /[^\s:/?#@"'<>\\[\]]{0,128}:/y
const PASSWORD = /[^\s/?#"'<>\\]{1,256}(?=@)/y

/** `curl -u user:password` and `--user`. */
const CURL_USER = /\s(?:-u|--user)[ =]["']?[^\s:"'\\]{1,64}:(?<password>[^\s"'\\$<{[%][^\s"'\\]{0,255})/g

/** The password in `scheme://user:password@host`, whatever the scheme, and in a call of curl. User and host stay. */
export function findPasswordsInUrls(text: string): Span[] {
  const spans: Span[] = []
  for (let scheme = text.indexOf('://'); scheme !== -1; scheme = text.indexOf('://', scheme + 3)) {
    USER.lastIndex = scheme + 3
    if (!USER.test(text)) continue
    const start = USER.lastIndex
    PASSWORD.lastIndex = start
    if (PASSWORD.test(text)) spans.push({ start, end: PASSWORD.lastIndex })
  }
  return text.includes('curl ') ? [...spans, ...findPasswordsOfCurl(text)] : spans
}

function findPasswordsOfCurl(text: string): Span[] {
  const spans: Span[] = []
  for (const { 0: flag, index, groups } of text.matchAll(CURL_USER)) {
    const end = index + flag.length
    spans.push({ start: end - (groups?.['password'] ?? '').length, end })
  }
  return spans
}
