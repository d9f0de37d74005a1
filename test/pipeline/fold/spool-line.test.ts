import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message, Role } from '../../../src/core/message.ts'
import { digest } from '../../../src/pipeline/digest.ts'
import { forEachLineOfSpool, forEachSpoolLine, openSpoolFile } from '../../../src/pipeline/fold/spool-line.ts'
import {
  canBeTextLine,
  nodeLine,
  readMessage,
  readSpoolLine,
  type NodeHead,
} from '../../../src/pipeline/fold/spool-record.ts'
import type { TakeLine } from '../../../src/pipeline/read-at.ts'
import { temporaryFolder } from '../support/building.ts'

const KEY = digest('key')

const roles = fc.constantFrom<Role>('system', 'developer', 'user', 'assistant', 'tool')
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\n', '\nU\n', 'U'.repeat(300), 'ü\r\n\0', '\ud800', `${'long\n'.repeat(30)}é`),
)
const said = fc.array(fc.record({ role: roles, text: texts }), { maxLength: 30 })

const messageOf = ({ role, text }: { readonly role: Role; readonly text: string }): Message => ({
  role,
  parts: [{ type: 'text', text }],
})

function lineOf(message: Message, index: number): string {
  const { role } = message
  const head: NodeHead = {
    id: digest(`id ${index}`),
    parent: digest(`id ${index - 1}`),
    canonical: digest(`said ${index}`),
    instructs: role === 'system' || role === 'developer',
  }
  const [part] = message.parts
  return part?.type === 'text' && canBeTextLine(role, part.text)
    ? nodeLine(KEY, head, part.text, role)
    : nodeLine(KEY, head, JSON.stringify(message))
}

test('messages come back from their lines as they were, whatever they hold and however the file is read', () => {
  const path = join(temporaryFolder(), 'spool')
  fc.assert(
    fc.property(said, (all) => {
      const messages = all.map(messageOf)
      const bytes = Buffer.from(messages.map(lineOf).join(''))
      writeFileSync(path, bytes)
      const file = openSpoolFile(path)
      const ways: readonly ((take: TakeLine) => void)[] = [
        (take) => forEachSpoolLine(path, take),
        file.forEachLine,
        (take) => forEachLineOfSpool(bytes, take),
      ]
      for (const forEachLine of ways) {
        const found: Message[] = []
        forEachLine((line, offset) => {
          const record = readSpoolLine(line, offset)
          if (record.kind !== 'node') throw new Error('no message')
          expect(record.id).toBe(digest(`id ${found.length}`))
          expect(record.parent).toBe(digest(`id ${found.length - 1}`))
          expect(record.canonical).toBe(digest(`said ${found.length}`))
          const message = readMessage(record.body, file.text)
          expect(record.instructs).toBe(message.role === 'system' || message.role === 'developer')
          found.push(message)
        })
        expect(found).toEqual(messages)
      }
      file.close()
    }),
  )
})

test('a text of another role, or one that is not well-formed, is no text line', () => {
  const foreign: Message = JSON.parse('{"role":"narrator","parts":[]}')
  expect(canBeTextLine(foreign.role, 'text')).toBe(false)
  expect(canBeTextLine('user', 'half of a pair: \udc00')).toBe(false)
  expect(canBeTextLine('user', 'a pair: 😀')).toBe(true)
})

test('a text that is longer than what is read at once comes back whole, and one without an end does not', () => {
  const path = join(temporaryFolder(), 'spool')
  const long = messageOf({ role: 'user', text: 'é\n'.repeat(400_000) })
  writeFileSync(path, lineOf(long, 0))
  appendFileSync(path, lineOf(long, 1))
  appendFileSync(path, lineOf(long, 2).slice(0, -1))
  const lengths: number[] = []
  forEachSpoolLine(path, (line) => lengths.push(line.length))
  expect(lengths).toEqual([0, 1].map((index) => Buffer.byteLength(lineOf(long, index)) - 1))
})
