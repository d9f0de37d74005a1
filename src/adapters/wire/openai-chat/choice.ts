import { field, textField } from '../../../core/field.ts'
import type { Json } from '../../../core/json.ts'
import { sizeOfPart } from '../../../core/size.ts'
import { createAudio } from './audio.ts'
import { other, thoughtsOf } from './content.ts'
import { fieldsOf, isRecord, isThere, textIn, type Fields } from './fields.ts'
import { signatureOf, thoughtsIn } from './message.ts'
import { createToolCalls } from './tool-calls.ts'

/** A delta of text or thought and nothing else. */
export type PlainDelta = { readonly content?: unknown; readonly reasoning_content?: unknown }

/** One choice of a streamed answer. Keeps references to the pieces, joins them when asked. */
export class Choice {
  readonly index: number
  readonly #grow: (characters: number) => void
  readonly #text: string[] = []
  readonly #reasoning: string[] = []
  readonly #refusal: string[] = []
  readonly #parts: Json[] = []
  readonly #annotations: Json[] = []
  readonly #toolCalls
  readonly #functionCalls
  readonly #audio
  #signature: string | undefined
  #finishReason: string | undefined
  #comesInDeltas = false

  /** @param grow told how many characters are kept */
  constructor(index: number, grow: (characters: number) => void) {
    this.index = index
    this.#grow = grow
    this.#toolCalls = createToolCalls(grow)
    this.#functionCalls = createToolCalls(grow)
    this.#audio = createAudio(grow)
    // A server may begin choices without end.
    grow(CHOICE)
  }

  get isFinished(): boolean {
    return this.#finishReason !== undefined
  }

  /** Takes in a delta of text or thought; true when it carries any. */
  say({ content, reasoning_content: thought }: PlainDelta): boolean {
    this.#comesInDeltas = true
    const thinks = this.#add(this.#reasoning, textIn(thought))
    const speaks = this.#add(this.#text, textIn(content))
    return thinks || speaks
  }

  /** Takes in a choice of a chunk; true when it carries a piece of the answer. */
  take(choice: unknown): boolean {
    const fields = fieldsOf(choice)
    const { finish_reason: reason } = fields
    if (typeof reason === 'string' && reason !== '') this.#finishReason = reason
    const delta = this.#deltaIn(fields)
    const called = this.#takeCalls(delta)
    const said = this.#takeSaid(delta)
    const annotations = delta['annotations']
    if (Array.isArray(annotations)) for (const annotation of annotations) this.#keep(this.#annotations, annotation)
    return this.#audio.take(delta['audio']) || said || called
  }

  /** As it would stand in an answer that came at once. */
  whole(): unknown {
    const [functionCall] = this.#functionCalls.whole()
    const text = this.#text.join('')
    return {
      index: this.index,
      finish_reason: this.#finishReason,
      message: {
        reasoning_content: this.#reasoning.join(''),
        reasoning_details: [{ signature: this.#signature }],
        content: this.#parts.length === 0 ? text : [...(text === '' ? [] : [text]), ...this.#parts],
        refusal: this.#refusal.join(''),
        tool_calls: this.#toolCalls.whole(),
        function_call: field(functionCall, 'function'),
        annotations: this.#annotations,
        audio: this.#audio.whole(),
      },
    }
  }

  // Some servers have a message in the place of deltas, others the whole message once more behind them.
  #deltaIn({ delta, message, text }: Fields): Fields {
    if (isRecord(delta)) this.#comesInDeltas = true
    if (isRecord(delta)) return delta
    return isRecord(message) && !this.#comesInDeltas ? message : { content: text }
  }

  #takeSaid(delta: Fields): boolean {
    const { content, reasoning_details: details, refusal } = delta
    if (details !== undefined) this.#signature = signatureOf(delta) ?? this.#signature
    const thinks = this.#add(this.#reasoning, thoughtsIn(delta) ?? '')
    const refuses = this.#add(this.#refusal, textIn(refusal))
    const speaks = Array.isArray(content) ? this.#takeParts(content) : this.#add(this.#text, textIn(content))
    return thinks || refuses || speaks
  }

  // Servers whose models think send texts and thoughts as parts.
  #takeParts(parts: readonly unknown[]): boolean {
    for (const part of parts) {
      const type = field(part, 'type')
      if (type === 'text') this.#add(this.#text, textField(part, 'text') ?? '')
      else if (type === 'thinking') this.#add(this.#reasoning, thoughtsOf(part))
      else this.#keep(this.#parts, part)
    }
    return parts.length > 0
  }

  #takeCalls({ tool_calls: calls, function_call: functionCall }: Fields): boolean {
    const isOldCall = isThere(functionCall)
    if (isOldCall) this.#functionCalls.take({ index: 0, function: functionCall })
    if (!Array.isArray(calls)) return isOldCall
    for (const call of calls) this.#toolCalls.take(call)
    return isOldCall || calls.length > 0
  }

  #add(pieces: string[], piece: string): boolean {
    if (piece === '') return false
    this.#grow(piece.length)
    pieces.push(piece)
    return true
  }

  #keep(list: Json[], value: unknown): void {
    const copy = other('', value)
    this.#grow(sizeOfPart(copy))
    list.push(copy.value)
  }
}

const CHOICE = 1_000
