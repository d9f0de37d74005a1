import { describe, expect, test } from 'vitest'
import { instruction } from '../../../src/pipeline/formats/index.ts'
import { exampleOf, testFormat } from '../../../src/testing/index.ts'

testFormat(instruction(), { describe, test })

test('each answer is a row with the keys of Dolly', () => {
  expect(instruction().rows(exampleOf(['What is a bee?', 'An insect.', 'And a wasp?', 'A relative.']))).toEqual({
    rows: [
      { instruction: 'What is a bee?', context: '', response: 'An insect.' },
      {
        instruction: 'And a wasp?',
        context: 'User: What is a bee?\nAssistant: An insect.',
        response: 'A relative.',
      },
    ],
    refused: [],
  })
})

test('an exchange with tools is refused', () => {
  const call = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {} }] } as const
  expect(instruction().rows(exampleOf(['Sun?', call]))).toEqual({ rows: [], refused: ['tool_calls'] })
})
