import { wrapOllama } from 'finetap/ollama'
import type { Recorder } from 'finetap'
import { Ollama, type ChatResponse, type Message, type ToolCall } from 'ollama'
import type { ChatRequest } from './chat-request.ts'
import { textField } from './fields.ts'
import type { Models } from './models.ts'
import type { LineWriter } from './ndjson.ts'
import { runTool, TOOLS } from './tools.ts'

export type ChatTurn = {
  readonly request: ChatRequest
  readonly models: Models
  readonly recorder: Recorder
  readonly write: LineWriter
  /** Fires when the client leaves: the model is told to stop. */
  readonly signal: AbortSignal
}

/** What a turn came to. */
export type TurnOutcome = {
  /** What it adds to the history. */
  readonly messages: readonly Message[]
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }
  readonly finishReason: string
}

const MOST_STEPS = 5

/** Asks the model until it answers in words, and runs the tools that it asks for. */
export async function takeTurn(turn: ChatTurn): Promise<TurnOutcome> {
  const { request, write } = turn
  const added: Message[] = []
  const usage = { inputTokens: 0, outputTokens: 0 }
  let finishReason = 'stop'
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { message, end } = await askModel(turn, [...request.messages, ...added])
    added.push(message)
    usage.inputTokens += end?.prompt_eval_count ?? 0
    usage.outputTokens += end?.eval_count ?? 0
    finishReason = end?.done_reason ?? 'stop'
    const calls = message.tool_calls ?? []
    if (calls.length === 0) break
    finishReason = 'tool_call'
    for (const [index, call] of calls.entries()) added.push(await answerCall(call, `call_${step}_${index}`, write))
  }
  return { messages: added, usage, finishReason }
}

type ModelAnswer = { readonly message: Message; readonly end: ChatResponse | undefined }

async function askModel(
  { request, models, recorder, write, signal }: ChatTurn,
  history: Message[],
): Promise<ModelAnswer> {
  const client = wrapOllama(new Ollama({ host: models.url(), fetch: stoppableFetch(signal) }), { recorder })
  const answer = await client.chat({
    ...settingsOf(request, models),
    messages: withSystem(request, history),
    stream: true,
  })
  let [content, thinking] = ['', '']
  const calls: ToolCall[] = []
  let end: ChatResponse | undefined
  for await (const part of answer) {
    const { thinking: thought = '', content: text, tool_calls: called = [] } = part.message
    thinking += thought
    content += text
    calls.push(...called)
    if (thought !== '') await write({ type: 'thinking', text: thought })
    if (text !== '') await write({ type: 'text', text })
    if (part.done) end = part
  }
  const thoughts = thinking === '' ? {} : { thinking }
  return {
    message: { role: 'assistant', content, ...thoughts, ...(calls.length === 0 ? {} : { tool_calls: calls }) },
    end,
  }
}

/** Models are only asked for what they can do: Ollama refuses the rest. */
function settingsOf({ model, temperature, seed, think }: ChatRequest, models: Models) {
  const card = models.model(model)
  return {
    model,
    options: { ...(temperature === undefined ? {} : { temperature }), ...(seed === undefined ? {} : { seed }) },
    ...(card?.tools === true ? { tools: TOOLS } : {}),
    ...(card?.thinking === true && think !== undefined ? { think } : {}),
  }
}

function withSystem({ system }: ChatRequest, history: Message[]): Message[] {
  return system === undefined || system.trim() === '' ? history : [{ role: 'system', content: system }, ...history]
}

async function answerCall(call: ToolCall, numbered: string, write: LineWriter): Promise<Message> {
  const { name, arguments: input } = call.function
  const id = textField(call, 'id') ?? numbered
  await write({ type: 'tool-call', id, name, arguments: input })
  const { result, isError } = runTool(name, input)
  await write({ type: 'tool-result', id, name, result, ...(isError ? { isError } : {}) })
  // The client's types do not know of the id yet; the server does.
  const message = { role: 'tool', tool_name: name, tool_call_id: id, content: JSON.stringify(result) }
  return message
}

// The client itself can only be stopped once the answer has begun, and a model may take its time until then.
function stoppableFetch(signal: AbortSignal): typeof fetch {
  return (input, init) => {
    const signals = init?.signal ? [init.signal, signal] : [signal]
    return fetch(input, { ...init, signal: AbortSignal.any(signals) })
  }
}
