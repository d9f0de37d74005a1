import { field, listField, textField } from '../../src/core/field.ts'
import { createProse } from '../support/text.ts'

const QUESTION_CHARACTERS = 512

export const ANSWER_CHARACTERS = 2_048

const prose = createProse(7)
const questions = Array.from({ length: 16 }, () => prose(QUESTION_CHARACTERS))
const answers = Array.from({ length: 16 }, () => prose(ANSWER_CHARACTERS))

/** Requests without end, as the bytes of an HTTP request, each with a number of its own. */
export function createQuestions(stream: boolean): () => Buffer {
  let asked = 0
  return () => {
    asked += 1
    const content = `question-${asked}: ${questions[asked % questions.length]}`.slice(0, QUESTION_CHARACTERS)
    const body = JSON.stringify({ model: 'mock-1', stream, messages: [{ role: 'user', content }] })
    return Buffer.from(
      `POST /chat HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
  }
}

/** What the route says to a parsed body: prose with the number of the question. */
export function answerTo(body: unknown): string {
  const [, number = '0'] = /^question-(\d+):/.exec(textField(listField(body, 'messages')[0], 'content') ?? '') ?? []
  const text = answers[Number(number) % answers.length] ?? ''
  return `answer-${number}: ${text}`.slice(0, ANSWER_CHARACTERS)
}

/** The messages of a parsed body, as the AI SDK takes them. */
export function messagesOf(body: unknown): unknown {
  return field(body, 'messages')
}
