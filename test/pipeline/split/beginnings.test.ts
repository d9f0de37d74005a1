import { expect, test } from 'vitest'
import { beginningsOf, LEAST_WORDS } from '../../../src/pipeline/split/beginnings.ts'
import { exampleOf, type Saying } from '../../../src/testing/index.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'

const words = (count: number, word = 'word'): string => Array.from({ length: count }, () => word).join(' ')
const long = words(LEAST_WORDS)
const begins = (...sayings: readonly Saying[]) => beginningsOf(exampleOf(sayings), 'salt')
const brought = (text: string): Saying => ({ message: textMessage('assistant', text), weight: 0 })

test('what goes on from a conversation has its beginnings, and more', () => {
  const short = begins('What is a swarm?', long)
  const longer = begins('What is a swarm?', long, 'And a hive?', 'A house of bees.')
  expect(short.said).toHaveLength(1)
  expect(longer.said).toEqual([short.said[0], expect.any(String)])
  expect(begins('What is a hive?', long).said).not.toEqual(short.said)
})

test('they hold no words, and change with the salt', () => {
  const example = exampleOf(['What is a swarm?', long])
  expect(beginningsOf(example, 'other')).not.toEqual(beginningsOf(example, 'salt'))
  expect(beginningsOf(example, 'salt').said).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
})

test('what many conversations begin with by chance is no beginning: answers have to say much', () => {
  const greeting = begins('Hi', 'Hello! How can I help?')
  expect(greeting).toEqual({ given: [], said: [], whole: expect.any(String) })
  const { said } = begins('Hi', 'Hello! How can I help?', 'What is a swarm?', words(LEAST_WORDS - 5))
  expect(said).toHaveLength(1)
  expect(begins('Hi', words(LEAST_WORDS - 1)).said).toEqual([])
  expect(begins('Hi', '蜂'.repeat(LEAST_WORDS)).said).toHaveLength(1)
})

test('white space around a text, thoughts and the system prompt do not count', () => {
  const plain = begins('What is a swarm?', long)
  expect(begins(textMessage('system', 'Be kind.'), ' What is a swarm?\n', `<think>Bees?</think>${long}`)).toEqual(plain)
  const thoughtful: Message = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'Bees?' },
      { type: 'text', text: long },
    ],
  }
  expect(begins('What is a swarm?', thoughtful)).toEqual(plain)
})

test('answers that the app brings along are told apart: all its conversations begin with them', () => {
  const examples = ['Is it good?', brought(words(30, 'yes')), 'Is it bad?', brought(words(30, 'no'))]
  const one = begins(...examples, 'What is a swarm?', 'Bees.')
  expect(one).toEqual({ given: [expect.any(String), expect.any(String)], said: [], whole: expect.any(String) })
  const other = begins(...examples, 'What is a hive?', long)
  expect(other.said).toHaveLength(1)
  expect(other.given[0]).toBe(one.given[0])
  expect(other.given[1]).not.toBe(one.given[1])
})

test('a greeting of the app is the beginning of nothing, however long', () => {
  const greeted = begins(brought(long), 'Hi', 'Hello!')
  expect(greeted).toEqual({ given: [], said: [], whole: expect.any(String) })
})

test('of a long conversation as many are noted as may tell it apart', () => {
  const chat = Array.from({ length: 400 }, (_, index) => `${index} ${long}`)
  expect(begins(...chat).said).toHaveLength(32)
})
