export { readAnswer, type AnswerHead, type AnswerOptions, type AnswerReading } from './answer-reading.ts'
export type { WholeAnswer } from './custom-answer.ts'
export { DecodedBody } from './decoded-body.ts'
