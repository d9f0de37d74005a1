import { randomUUID } from 'node:crypto'
import type { Recorder } from 'finetap'
import type { Message, Ollama, ToolCall } from 'ollama'
import { runTool, TOOLS } from '../tools.ts'
import type { SampleConversation, SampleTurn } from './plan.ts'

export type SampleChat = {
  /** The wrapped client. */
  readonly ollama: Ollama
  readonly model: string
  readonly recorder: Recorder
}

const MOST_STEPS = 3

/** Holds one sample conversation as a chat app does: every call sends the whole history. */
export async function converse(chat: SampleChat, { conversationId, userId, turns }: SampleConversation): Promise<void> {
  const history: Message[] = []
  for (const turn of turns) {
    const turnId = randomUUID()
    history.push({ role: 'user', content: turn.question })
    await chat.recorder.withContext({ conversationId, userId, turnId, tags: ['sample'] }, () =>
      takeTurn(chat, history, turn),
    )
    if (turn.thumb !== undefined) chat.recorder.feedback({ turnId }, { thumb: turn.thumb })
  }
}

async function takeTurn(chat: SampleChat, history: Message[], turn: SampleTurn): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const message = await ask(chat, history, turn)
    history.push(message)
    const calls = message.tool_calls ?? []
    if (calls.length === 0) return
    for (const { function: called } of calls) {
      const { result } = runTool(called.name, called.arguments)
      history.push({ role: 'tool', tool_name: called.name, content: JSON.stringify(result) })
    }
  }
}

async function ask({ ollama, model }: SampleChat, messages: Message[], { stopAfter }: SampleTurn): Promise<Message> {
  let content = ''
  const calls: ToolCall[] = []
  try {
    const answer = await ollama.chat({ model, messages, tools: TOOLS, stream: true })
    let pieces = 0
    for await (const { message } of answer) {
      content += message.content
      calls.push(...(message.tool_calls ?? []))
      pieces += 1
      if (pieces === stopAfter) answer.abort()
    }
  } catch {
    // Some are stopped and some fail, as planned. What was said stays in the history, as on the page.
  }
  return { role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
}
