import { defined, field, listField, numberField, textField } from '../../core/field.ts'
import type { Usage } from '../../core/generation.ts'
import { createAccumulator, type Accumulator } from '../../middleware/accumulator.ts'
import type { PartialOutcome } from '../../middleware/call.ts'
import { isCallBlock, reasoning, toParts } from './content.ts'
import { endOf, NOTHING, toResult, toUsage, type End } from './outcome.ts'

/** An answer as it arrives, for calls that never come to their end. It holds no call. */
export type Answer = {
  /** Takes a message chunk of LangChain; true when it carries a piece of the answer. */
  add(chunk: unknown, choice?: number): boolean
  /** A piece of text of a model that speaks in strings. */
  text(piece: string): void
  result(): PartialOutcome
  /** Says that it came in pieces, for doors that see only then that a stream was asked for. */
  isStreamed(): void
  /** True once the provider said why it ends. */
  isComplete(): boolean
  /** How many choices there are. LangChain joins those of a stream to one. */
  choices(): number
}

export function createAnswer(): Answer {
  const choices = new Map<number, Choice>()
  let end: End = NOTHING
  let id: string | undefined
  let usage: Usage | undefined
  let stream: true | undefined

  function choiceAt(index: number): Choice {
    const known = choices.get(index)
    if (known !== undefined) return known
    const choice = { pieces: createAccumulator(), ids: new Map() }
    choices.set(index, choice)
    return choice
  }

  return {
    add(chunk, index) {
      const metadata = field(chunk, 'response_metadata')
      const told = endOf(metadata)
      if (told !== NOTHING) end = { ...end, ...told }
      id ??= textField(chunk, 'id')
      usage = toUsage(field(chunk, 'usage_metadata')) ?? usage
      return addPieces(choiceAt(index ?? numberField(metadata, 'completion') ?? 0), chunk)
    },
    text: (piece) => choiceAt(0).pieces.text(piece),
    result() {
      if (choices.size === 0) return {}
      const messages = [...choices.values()].flatMap(({ pieces }) => pieces.messages())
      return { ...toResult({ messages, id, ...end, usage }), ...defined({ stream }) }
    },
    isStreamed: () => void (stream = true),
    isComplete: () => end.reason !== undefined,
    choices: () => choices.size,
  }
}

/** `ids`: the tool calls by their place, because only the first piece of a call has its id. */
type Choice = { readonly pieces: Accumulator; readonly ids: Map<unknown, string> }

function addPieces(choice: Choice, chunk: unknown): boolean {
  const content = field(chunk, 'content')
  const thought = textField(field(chunk, 'additional_kwargs'), 'reasoning_content') ?? ''
  const blocks = Array.isArray(content) ? content.filter((block) => !isCallBlock(block)) : []
  const calls = [...listField(chunk, 'tool_call_chunks'), ...functionCallOf(chunk)]
  choice.pieces.reasoning(thought)
  if (typeof content === 'string') choice.pieces.text(content)
  for (const block of blocks) addBlock(choice.pieces, block)
  for (const call of calls) addCall(choice, call)
  return thought !== '' || blocks.length > 0 || calls.length > 0 || (typeof content === 'string' && content !== '')
}

function addBlock(pieces: Accumulator, block: unknown): void {
  const type = textField(block, 'type')
  const parts = type === 'reasoning' || type === 'thinking' ? reasoning(block) : toParts(block)
  for (const part of parts) {
    if (part.type === 'text') pieces.text(part.text)
    else if (part.type === 'reasoning') pieces.reasoning(part.text, '', part.signature)
    else pieces.part(part)
  }
}

/** As models called functions before they called tools: one, without an id. */
function functionCallOf(chunk: unknown): readonly unknown[] {
  const call = field(field(chunk, 'additional_kwargs'), 'function_call')
  if (call === undefined || call === null) return []
  return [{ index: 'function_call', id: '', name: field(call, 'name'), args: field(call, 'arguments') }]
}

function addCall({ pieces, ids }: Choice, call: unknown): void {
  const place = field(call, 'index') ?? textField(call, 'id') ?? ids.size
  const id = ids.get(place) ?? textField(call, 'id') ?? `call_${ids.size}`
  ids.set(place, id)
  pieces.openToolCall(id, textField(call, 'name') ?? '')
  pieces.toolInput(id, textField(call, 'args') ?? '')
}
