import { join } from 'node:path'
import type { Erasure } from '../../core/erasure.ts'
import type { AnswerFeedback } from '../../core/example.ts'
import { textField } from '../../core/field.ts'
import type { Feedback } from '../../core/feedback.ts'
import type { Generation } from '../../core/generation.ts'
import { instantOf } from '../../core/instant.ts'
import { createAppendFile, type AppendFile } from '../append-file.ts'
import { increase } from '../counts.ts'
import { openReadAt, type ReadAt, type Stretch } from '../read-at.ts'
import { createNameFile, nameOf, TARGET_FIELDS } from './generation-names.ts'
import { latestOf } from './judgement.ts'

/** What people said about the answer of a generation. */
export type FeedbackOf = (generationId: string) => AnswerFeedback | undefined

/**
 * What became of a feedback event. `matched`: an answer has it. `unknown_target`: the log holds no such generation.
 * `ambiguous_target`: several conversations or tenants have that id. `erased`: it is about, or by, somebody to be forgotten.
 * `unreadable`: it says nothing that can be used.
 */
type FeedbackOutcome = 'matched' | 'unknown_target' | 'ambiguous_target' | 'erased' | 'unreadable'

/** Reads from the disk; valid until the collector is closed. */
export type JudgedAnswers = {
  readonly of: FeedbackOf
  /** All of them, by generation. */
  readonly all: () => Generator<readonly [generationId: string, feedback: AnswerFeedback]>
}

/** Takes the feedback of a log, and finds the answers that it is about once the log is read. */
export type FeedbackCollector = {
  readonly generation: (generation: Generation) => void
  readonly feedback: (feedback: Feedback) => void
  /** To be called once, behind the last event. `outcomes` counts what became of the events. */
  readonly resolve: (erasures: readonly Erasure[], outcomes: Map<string, number>) => JudgedAnswers
  readonly close: () => void
}

const NOBODY_JUDGED: JudgedAnswers = { of: () => undefined, *all() {} }

type Waiting = { readonly stretch: Stretch; readonly at: string }

/** The files of a collector: the names of the generations, and the events, one a line. */
export const NAMES_FILE = 'generation-names'
export const FEEDBACK_FILE = 'feedback'

/**
 * Feedback rests on disk. In memory are about 300 bytes for each event that is not the first of its target, and 500 for
 * one that is.
 *
 * @param earlierNames names of generations of an earlier build, see `createNameFile`
 */
export function createFeedbackCollector(directory: string, earlierNames?: string): FeedbackCollector {
  const names = createNameFile(join(directory, NAMES_FILE), earlierNames)
  const path = join(directory, FEEDBACK_FILE)
  const targets = new Map<string, Waiting[]>()
  let file: AppendFile | undefined
  let texts: ReadAt | undefined

  function close(): void {
    file?.close()
    texts?.close()
    names.close()
    file = texts = undefined
  }

  return {
    generation: names.add,
    feedback(event) {
      file ??= createAppendFile(path)
      const offset = file.bytes()
      file.append(JSON.stringify(event))
      const waiting = { stretch: { offset, length: file.bytes() - offset }, at: event.at }
      file.append('\n')
      const target = targetOf(event)
      const others = targets.get(target)
      if (others === undefined) targets.set(target, [waiting])
      else others.push(waiting)
    },
    resolve(erasures, outcomes) {
      file?.close()
      file = undefined
      if (targets.size === 0) return NOBODY_JUDGED
      const read = (texts = openReadAt(path))
      const eventAt = ({ stretch }: Waiting): Feedback => JSON.parse(read.text(stretch))
      const isErased = createErasedFeedbackTest(erasures)
      const answers = names.find((target) => targets.has(target))
      const found = new Map<string, Waiting[]>()
      for (const [target, waiting] of targets) {
        for (const one of waiting) {
          const event = eventAt(one)
          const answer = answers.of(target, event.at)
          const outcome: FeedbackOutcome = isErased(event)
            ? 'erased'
            : latestOf([event]) === undefined
              ? 'unreadable'
              : answer.kind
          increase(outcomes, outcome, 1)
          if (outcome !== 'matched' || answer.kind !== 'matched') continue
          const others = found.get(answer.generationId)
          if (others === undefined) found.set(answer.generationId, [one])
          else others.push(one)
        }
      }
      targets.clear()
      return judgedAnswers(found, eventAt)
    },
    close,
  }
}

function judgedAnswers(
  found: ReadonlyMap<string, readonly Waiting[]>,
  eventAt: (waiting: Waiting) => Feedback,
): JudgedAnswers {
  const of: FeedbackOf = (generationId) => {
    const waiting = found.get(generationId)
    return waiting === undefined ? undefined : latestOf(waiting.map(eventAt))
  }
  return {
    of,
    *all() {
      for (const generationId of found.keys()) {
        const feedback = of(generationId)
        if (feedback !== undefined) yield [generationId, feedback]
      }
    },
  }
}

/** The strongest name that a target gives: the field and the id. */
function targetOf({ target }: Feedback): string {
  const named = TARGET_FIELDS.find((name) => textField(target, name) !== undefined) ?? 'generationId'
  return nameOf(named, textField(target, named) ?? '')
}

function createErasedFeedbackTest(erasures: readonly Erasure[]): (event: Feedback) => boolean {
  const targets = new Set(erasures.flatMap((erasure) => erasure.targets ?? []))
  const users = new Map<string, number>()
  for (const { selector, at } of erasures) {
    if (selector === undefined || !('userId' in selector)) continue
    const instant = instantOf(at) ?? Number.POSITIVE_INFINITY
    users.set(selector.userId, Math.max(instant, users.get(selector.userId) ?? Number.NEGATIVE_INFINITY))
  }
  return ({ target, by, at }) => {
    if (Object.values(target).some((id) => targets.has(id))) return true
    const erased = by === undefined ? undefined : users.get(by)
    return erased !== undefined && (instantOf(at) ?? Number.NEGATIVE_INFINITY) <= erased
  }
}
