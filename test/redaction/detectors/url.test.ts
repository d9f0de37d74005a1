import { expect, test } from 'vitest'
import { createRedactor, emailDetector, urlDetector } from '../../../src/redaction/index.ts'

const mask = (text: string): string =>
  createRedactor({ detectors: [emailDetector(), urlDetector()] })
    .begin()
    .text(text)

test.for([
  ['See https://example.com/a?b=c#d for more', 'See [URL] for more'],
  ['See https://example.com.', 'See [URL].'],
  ['Is it http://example.com/?', 'Is it [URL]?'],
  ['ftp://example.com/file and www.example.com/x', '[URL] and [URL]'],
  ['HTTPS://EXAMPLE.COM', '[URL]'],
  ['http://localhost:3000/chat', '[URL]'],
  ['http://[::1]:8080/x', '[URL]'],
  ['wss://example.com/socket', '[URL]'],
  ['[the page](https://example.com/a)', '[the page]([URL])'],
  ['(see https://example.com/a_(b))', '(see [URL])'],
  ['<https://example.com>', '<[URL]>'],
  ["fetch('https://example.com', 'x')", "fetch('[URL]', 'x')"],
  ["https://example.com/Schrödinger's_cat", '[URL]'],
  ['`https://example.com`', '`[URL]`'],
  ['**https://example.com**', '**[URL]**'],
  ['https://example.com/users/{id}/x', '[URL]'],
  ['http://a.example,http://b.example', '[URL],[URL]'],
  ['|https://example.com|', '|[URL]|'],
  ['git+https://example.com/x.git', 'git+[URL]'],
])('%j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  ['请看https://example.com/a。谢谢', '请看[URL]。谢谢'],
  ['「https://example.com」', '「[URL]」'],
  ['请看https://example.com/page这个链接', '请看[URL]这个链接'],
  ['https://zh.wikipedia.org/wiki/中国', '[URL]'],
  ['看www.example.com吧', '看[URL]吧'],
  ['https://example.com\u200bnext', '[URL]\u200bnext'],
])('beside CJK: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  'http://',
  'http:// and https://',
  'https://{host}/x',
  'www.',
  'www.local',
  'awww.so.cute',
  'news://x',
  'a://b',
  'example.com',
])('%j is left alone', (text) => {
  expect(mask(text)).toBe(text)
})

test('an address within an address goes with it', () => {
  expect(mask('https://example.com/?mail=ada@example.com&x=1')).toBe('[URL]')
})

test('slashes may be escaped, as some servers write JSON', () => {
  expect(mask(String.raw`{"a":"https:\/\/example.com\/x","b":"c"}`)).toBe('{"a":"[URL]","b":"c"}')
})

test('own hosts can be kept, and what is personal within them is still masked', () => {
  const redactor = createRedactor({ preset: 'pii', keepHosts: ['Docs.example.com'] })
  const { text } = redactor.begin()
  expect(text('https://docs.example.com/a www.x.docs.example.com/b')).toBe(
    'https://docs.example.com/a www.x.docs.example.com/b',
  )
  expect(text('https://docs.example.com/?to=ada@example.com')).toBe('https://docs.example.com/?to=[EMAIL]')
  expect(text('https://docs.example.com@other.example/ https://notdocs.example.com')).toBe('[URL] [URL]')
})

test('hosts may be written as addresses, and what holds none is refused', () => {
  const keptBy = (host: string): string =>
    createRedactor({ preset: 'pii', keepHosts: [host] })
      .begin()
      .text('See https://docs.example.com/start')
  for (const host of [
    'https://Docs.example.com:8443/a?b#c',
    'docs.example.com/',
    '*.example.com',
    'http://me@example.com',
  ])
    expect(keptBy(host), host).toBe('See https://docs.example.com/start')
  expect(keptBy('https://example.org')).toBe('See [URL]')
  for (const host of ['https://', 'docs example', '', '*.'])
    expect(() => keptBy(host), host).toThrow('keepHosts (--keep-host) holds something that is no host')
})
