import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExampleMessage } from '../../../src/core/example.ts'
import type { Part, Role } from '../../../src/core/message.ts'
import { openAiMessages, type OpenAiOptions } from '../../../src/pipeline/formats/openai-messages.ts'

const entry = fc.record({
  role: fc.constantFrom<Role>('system', 'developer', 'user', 'assistant', 'tool'),
  text: fc.oneof(fc.constant(''), fc.string()),
  weight: fc.constantFrom<0 | 1>(0, 1),
})
const options = fc.record<OpenAiOptions>({
  toolArguments: fc.constantFrom('string', 'object'),
  reasoning: fc.constantFrom('omit', 'reasoning_content'),
  weights: fc.constantFrom('none', 'context', 'all'),
})

test('a text says the same in one piece and in several', () => {
  fc.assert(
    fc.property(fc.array(entry), options, (entries, shape) => {
      const inParts = (partsOf: (text: string) => readonly Part[]): readonly ExampleMessage[] =>
        entries.map(({ role, text, weight }) => ({ message: { role, parts: partsOf(text) }, weight }))
      const whole = inParts((text) => [{ type: 'text', text }])
      const cut = inParts((text) => [
        { type: 'text', text: text.slice(0, 2) },
        { type: 'source', uri: 'https://example.org' },
        { type: 'text', text: text.slice(2) },
      ])
      expect(openAiMessages(whole, shape)).toEqual(openAiMessages(cut, shape))
    }),
  )
})
