import { expect, test } from 'vitest'
import { createRedactor, emailDetector } from '../../../src/redaction/index.ts'

const mask = (text: string): string =>
  createRedactor({ detectors: [emailDetector()] })
    .begin()
    .text(text)

test.for([
  ['Write to ada@example.com today', 'Write to [EMAIL] today'],
  ['ada.lovelace+news@mail.example.co.uk', '[EMAIL]'],
  ['Mail ada@example.com.', 'Mail [EMAIL].'],
  ['Mail ada@example.com, or bob@example.com!', 'Mail [EMAIL], or [EMAIL]!'],
  ['Ada <ada@example.com>', 'Ada <[EMAIL]>'],
  ['[ada@example.com](mailto:ada@example.com)', '[[EMAIL]](mailto:[EMAIL])'],
  ["to='ada@example.com'", "to='[EMAIL]'"],
  ["o'hara@example.com", '[EMAIL]'],
  ['(ada_l%x@example.test)', '([EMAIL])'],
  ['...ada@example.com', '...[EMAIL]'],
  ['ada@example.com_draft', '[EMAIL]_draft'],
  ['ada@example.com-', '[EMAIL]-'],
  ['ADA@EXAMPLE.COM', '[EMAIL]'],
])('%j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  ['jörg@müller.de ist da', '[EMAIL] ist da'],
  ['почта: иван@пример.рф.', 'почта: [EMAIL].'],
  ['张三@例子.公司', '[EMAIL]'],
  ['联系ada@example.com谢谢', '联系[EMAIL]谢谢'],
  ['ada@example.com으로 보내세요', '[EMAIL]으로 보내세요'],
  ['ada@example.com.谢谢', '[EMAIL].谢谢'],
  ['ada@xn--e1afmkfd.xn--p1ai', '[EMAIL]'],
])('of any script: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  'npm i react@18.2.0',
  '@types/node@20.0.0',
  'logo@2x.png',
  'ssh root@localhost',
  '@media print',
  'a @ b.com',
  'x@y.z',
  '@ada.bsky',
])('%j is no address', (text) => {
  expect(mask(text)).toBe(text)
})

test('an address behind an escape leaves JSON that can be read', () => {
  for (const sign of ['\n', '\t', '\u0001', '"', '\\']) {
    const json = JSON.stringify({ text: `mail:${sign}ada@example.com` })
    expect(JSON.parse(mask(json))).toEqual({ text: `mail:${sign}[EMAIL]` })
    expect(JSON.parse(JSON.parse(mask(JSON.stringify(json))))).toEqual({ text: `mail:${sign}[EMAIL]` })
  }
})

test('own hosts can be kept, with what lies below them', () => {
  const { text } = createRedactor({ detectors: [emailDetector({ keepHosts: ['Example.com'] })] }).begin()
  expect(text('ada@example.com ada@mail.EXAMPLE.com')).toBe('ada@example.com ada@mail.EXAMPLE.com')
  expect(text('ada@notexample.com ada@example.com.test')).toBe('[EMAIL] [EMAIL]')
})
