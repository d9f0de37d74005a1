import { trainedMessages, type Example } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { onceEach } from './once-each.ts'

/** What tells which of several copies is worth most. */
export type Quality = {
  /** 1: thumbs up outweigh thumbs down, -1: the other way round, 0: neither. */
  readonly thumbs: number
  /** The mean of its scores; the lowest number there is without any. */
  readonly score: number
  /** Somebody wrote how an answer should have been. */
  readonly corrected: boolean
  /** Characters of its trained answers. */
  readonly length: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/** Bytes that a quality takes. */
export const QUALITY_BYTES = 24

export const qualityOf: (example: Example) => Quality = onceEach((example) => {
  let [thumbs, scores, sum, length] = [0, 0, 0, 0]
  let corrected = false
  for (const { message, origin } of trainedMessages(example)) {
    length += textOf(message).length
    const feedback = origin?.feedback
    if (feedback === undefined) continue
    if (feedback.thumb !== undefined) thumbs += feedback.thumb === 'up' ? 1 : -1
    if (feedback.score !== undefined) [scores, sum] = [scores + 1, sum + feedback.score]
    if (feedback.correction !== undefined) corrected = true
  }
  const startedAt = Date.parse(example.startedAt)
  return {
    thumbs: Math.sign(thumbs),
    score: scores === 0 ? Number.NEGATIVE_INFINITY : sum / scores,
    corrected,
    length,
    startedAt: Number.isNaN(startedAt) ? 0 : startedAt,
  }
})

/**
 * Below zero when the first is the better one: a thumb up before none before a thumb down, then the higher score, then
 * a corrected one, then the longer one, then the later one.
 */
export function compareQuality(one: Quality, other: Quality): number {
  if (one.thumbs !== other.thumbs) return other.thumbs - one.thumbs
  if (one.score !== other.score) return one.score > other.score ? -1 : 1
  if (one.corrected !== other.corrected) return one.corrected ? -1 : 1
  return other.length - one.length || other.startedAt - one.startedAt
}

export function writeQuality(quality: Quality, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setFloat64(0, quality.startedAt, true)
  view.setFloat64(8, quality.score, true)
  view.setUint32(16, quality.length, true)
  view.setInt8(20, quality.thumbs)
  view.setUint8(21, quality.corrected ? 1 : 0)
}

export function readQuality(bytes: Uint8Array): Quality {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    startedAt: view.getFloat64(0, true),
    score: view.getFloat64(8, true),
    length: view.getUint32(16, true),
    thumbs: view.getInt8(20),
    corrected: view.getUint8(21) === 1,
  }
}
