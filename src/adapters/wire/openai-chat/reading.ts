import { field, numberField, textField } from '../../../core/field.ts'
import { createMeter, LARGEST_ANSWER } from '../../../middleware/answer-size.ts'
import type { StreamReading } from '../../../middleware/follow-stream.ts'
import { toResult, type AnswerContext } from './answer.ts'
import { Choice, type PlainDelta } from './choice.ts'
import { fieldsOf, isRecord, isThere, type Fields } from './fields.ts'
import { providerError, thrownError, type ProviderError } from './provider-error.ts'

/**
 * Reads the chunks of a streamed completion. It is complete when every choice that began has its finish reason, at
 * `[DONE]`, or when the last chunk counts the tokens of what was said.
 */
export function readChunks(context: AnswerContext): StreamReading<unknown> {
  const grow = createMeter(LARGEST_ANSWER)
  const choices = new Map<number, Choice>()
  const frame: Frame = {
    id: undefined,
    model: undefined,
    usage: undefined,
    failure: undefined,
    isDone: false,
    isLast: false,
  }
  // Nearly every piece of an answer goes on with the choice of the piece before.
  let last: Choice | undefined

  function choiceAt(index: number): Choice {
    if (last?.index === index) return last
    const choice = choices.get(index) ?? new Choice(index, grow)
    choices.set(index, choice)
    last = choice
    return choice
  }

  return {
    chunk(chunk) {
      if (frame.model !== undefined && isPlain(chunk)) {
        const [{ index, delta }] = chunk.choices
        frame.isLast = false
        return choiceAt(index).say(delta)
      }
      readFrame(chunk, frame)
      let carries = false
      const sent = fieldsOf(chunk)['choices']
      for (const choice of Array.isArray(sent) ? sent : []) {
        if (choiceAt(numberField(choice, 'index') ?? 0).take(choice)) carries = true
      }
      return carries
    },
    result() {
      const { id, model, usage } = frame
      return toResult({ id, model, usage, choices: [...choices.values()].map((choice) => choice.whole()) }, context)
    },
    isComplete: () =>
      frame.isDone ||
      (choices.size > 0 && (frame.isLast || [...choices.values()].every(({ isFinished }) => isFinished))),
    failure: () => frame.failure,
    failureIn: thrownError,
  }
}

/** What a stream says about itself. */
type Frame = {
  id: string | undefined
  model: string | undefined
  usage: unknown
  failure: ProviderError | undefined
  isDone: boolean
  /** The last chunk only counted tokens, which comes behind the answer. Clients keep `[DONE]` to themselves. */
  isLast: boolean
}

function readFrame(chunk: unknown, frame: Frame): void {
  const sent = field(chunk, 'choices')
  if (chunk === '[DONE]') frame.isDone = true
  frame.id ??= textField(chunk, 'id')
  frame.model ??= textField(chunk, 'model')
  // Some servers count on with every chunk.
  frame.usage = field(chunk, 'usage') ?? field(field(chunk, 'x_groq'), 'usage') ?? frame.usage
  frame.isLast = isThere(field(chunk, 'usage')) && Array.isArray(sent) && sent.length === 0
  frame.failure ??= providerError(chunk) ?? providerError(field(chunk, 'x_groq'))
}

type Plain = { readonly choices: readonly [{ readonly index: number; readonly delta: PlainDelta }] }

/** Nearly all chunks of a stream carry one piece of text or thought and nothing else: they are read without detours. */
function isPlain(chunk: unknown): chunk is Plain {
  if (!isRecord(chunk) || isThere(chunk['usage']) || isThere(chunk['error']) || isThere(chunk['x_groq'])) return false
  const choices = chunk['choices']
  if (!Array.isArray(choices) || choices.length !== 1) return false
  const choice: unknown = choices[0]
  if (!isRecord(choice) || typeof choice['index'] !== 'number' || isThere(choice['finish_reason'])) return false
  const delta = choice['delta']
  return isRecord(delta) && saysPlainly(delta['content']) && saysPlainly(delta['reasoning_content']) && !saysMore(delta)
}

function saysPlainly(said: unknown): boolean {
  return typeof said === 'string' || !isThere(said)
}

function saysMore(delta: Fields): boolean {
  return (
    isThere(delta['tool_calls']) ||
    isThere(delta['reasoning']) ||
    isThere(delta['reasoning_text']) ||
    isThere(delta['reasoning_details']) ||
    isThere(delta['refusal']) ||
    isThere(delta['function_call']) ||
    isThere(delta['annotations']) ||
    isThere(delta['audio'])
  )
}
