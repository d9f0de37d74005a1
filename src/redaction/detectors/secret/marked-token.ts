import type { Span } from '../../detector.ts'

/** Tokens that are known by a sign within them, not by how they begin. `sign`: a text without it is not searched. */
const SHAPES: readonly { readonly issuer: string; readonly sign: string; readonly shape: RegExp }[] = [
  { issuer: 'Telegram bot', sign: ':AA', shape: /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{32,34}(?![\w-])/g },
  { issuer: 'Mailchimp', sign: '-us', shape: /(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?!\w)/g },
  { issuer: 'Discord bot', sign: '.', shape: /(?<![\w.-])[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/g },
  { issuer: 'Azure client secret', sign: 'Q~', shape: /(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w~-])/g },
]

/** Tokens of Telegram, Mailchimp, Discord and Azure applications. */
export function findMarkedTokens(text: string): Span[] {
  const spans: Span[] = []
  for (const { sign, shape } of SHAPES) {
    if (!text.includes(sign)) continue
    shape.lastIndex = 0
    for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
      const digits = /\d/.test(match[0])
      if (digits) spans.push({ start: match.index, end: shape.lastIndex })
    }
  }
  return spans
}
