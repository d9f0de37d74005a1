export { readAnswer, type AnswerHead, type AnswerOptions, type AnswerReading } from './answer-reading.ts'
export type { CustomAnswer, WholeAnswer } from './custom-answer.ts'
export { decodeBody, type BodyDecoder, type DecodedSink } from './decode-body.ts'
