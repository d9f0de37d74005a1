import type { Span } from '../../detector.ts'

const USER = /[^\s:/?#@"'<>\\[\]]{0,128}:/y
const PASSWORD = /[^\s/?#"'<>\\]{1,256}(?=@)/y

/** The password in `scheme://user:password@host`, whatever the scheme. User and host stay. */
export function findPasswordsInUrls(text: string): Span[] {
  const spans: Span[] = []
  for (let scheme = text.indexOf('://'); scheme !== -1; scheme = text.indexOf('://', scheme + 3)) {
    USER.lastIndex = scheme + 3
    if (!USER.test(text)) continue
    const start = USER.lastIndex
    PASSWORD.lastIndex = start
    if (PASSWORD.test(text)) spans.push({ start, end: PASSWORD.lastIndex })
  }
  return spans
}
