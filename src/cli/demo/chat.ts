import type { Message, Ollama, Tool, ToolCall } from 'ollama'
import { getOrder, getOrderTool } from '../../demo/index.ts'
import type { Recorder } from '../../middleware/recorder.ts'
import type { DemoConversation, DemoTurn } from './conversations.ts'

export type DemoApp = { readonly ollama: Ollama; readonly model: string; readonly recorder: Recorder }

/** The same seed gives the same answer again; a regenerate asks with another. */
type Asking = DemoApp & { readonly seed: number }

const SYSTEM: Message = { role: 'system', content: 'You help the customers of a small coffee and tea shop. Be brief.' }
const MAX_STEPS = 4

/** Holds one conversation as a chat app does: every call sends the whole history, tools are run, failures are shown. */
export async function converse(app: DemoApp, conversation: DemoConversation): Promise<void> {
  const { conversationId, userId, turns } = conversation
  const history: Message[] = [SYSTEM]
  for (const turn of turns) {
    await app.recorder.withContext({ conversationId, userId }, () => takeTurn(app, history, turn))
  }
}

async function takeTurn(app: DemoApp, history: Message[], turn: DemoTurn): Promise<void> {
  const before = [...history, { role: 'user', content: turn.user }]
  let reply = await answerWithTools({ ...app, seed: 1 }, before, turn)
  if (turn.regenerate) reply = await answerWithTools({ ...app, seed: 2 }, before, turn)
  history.push(...before.slice(history.length), ...reply)
}

/** Calls the model until it answers in words; the messages that this adds to the history. */
async function answerWithTools(app: Asking, before: readonly Message[], turn: DemoTurn): Promise<Message[]> {
  const added: Message[] = []
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const message = await stream(app, [...before, ...added], turn)
    if (message === undefined) return added
    added.push(message)
    if (message.tool_calls === undefined) return added
    added.push(...message.tool_calls.map(runTool))
  }
  return added
}

async function stream(app: Asking, messages: Message[], turn: DemoTurn): Promise<Message | undefined> {
  const tools: Tool[] = [getOrderTool]
  let content = ''
  let calls: ToolCall[] = []
  try {
    const options = { seed: app.seed }
    const answer = await app.ollama.chat({ model: app.model, messages, tools, options, stream: true })
    let pieces = 0
    for await (const { message } of answer) {
      content += message.content
      calls = [...calls, ...(message.tool_calls ?? [])]
      pieces += 1
      if (pieces === turn.stopAfter) answer.abort()
    }
  } catch {
    // A chat app shows the failure and goes on; what was said so far stays on the page.
    return content === '' ? undefined : { role: 'assistant', content }
  }
  return { role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
}

function runTool(call: ToolCall): Message {
  const { name, arguments: input } = call.function
  return { role: 'tool', tool_name: name, content: JSON.stringify(getOrder(input)) }
}
