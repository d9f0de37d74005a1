import { Chat, useChat } from '@ai-sdk/react'
import { DefaultChatTransport, lastAssistantMessageIsCompleteWithToolCalls, type UIMessage } from 'ai'
import { createElement, useState, type ReactElement } from 'react'
import { createRoot, type Container } from 'react-dom/client'

// Built for the browser, and checked without the types of it, which other tests are not to see.
const { document, location } = globalThis as unknown as {
  readonly document: { getElementById(id: string): Container }
  readonly location: { readonly pathname: string }
}

type Metadata = { readonly finetapId?: string }
type Message = UIMessage<Metadata, never, { get_place: { input: object; output: string } }>

let nextId = 0
const chat = new Chat<Message>({
  id: 'chat-1',
  // The same each time, so that two pages can be compared.
  generateId: () => `page-${(nextId += 1)}`,
  transport: new DefaultChatTransport({ api: `${location.pathname}/chat` }),
  sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
})

// Each change of the chat, whether React draws it or is faster than that.
const states: unknown[] = []
function note(): void {
  states.push(structuredClone({ status: chat.status, error: chat.error?.message, messages: chat.messages }))
}
chat['~registerMessagesCallback'](note)
chat['~registerStatusCallback'](note)
Object.assign(globalThis, { states })

function Page(): ReactElement {
  const { messages, status, error, sendMessage, regenerate, stop, addToolOutput } = useChat({ chat })
  const [text, setText] = useState('')
  const drawn = messages.map((message) =>
    createElement(
      'article',
      { key: message.id, 'aria-label': message.role },
      ...message.parts.map((part, index) => {
        if (part.type === 'text') return createElement('p', { key: index }, part.text)
        if (part.type === 'reasoning') return createElement('i', { key: index }, part.text)
        if (part.type !== 'tool-get_place') return undefined
        const allow = (): void =>
          void addToolOutput({ tool: 'get_place', toolCallId: part.toolCallId, output: 'at the harbour' })
        return createElement(
          'button',
          { key: index, disabled: part.state !== 'input-available', onClick: allow },
          'Allow',
        )
      }),
      message.role === 'assistant' && createElement(Thumb, { message }),
    ),
  )
  return createElement(
    'main',
    { 'data-status': status },
    ...drawn,
    error !== undefined && createElement('p', { role: 'alert' }, error.message),
    createElement('input', {
      'aria-label': 'Message',
      value: text,
      onChange: ({ target }) => setText(String(Reflect.get(target, 'value'))),
    }),
    createElement('button', { onClick: () => void sendMessage({ text }) }, 'Send'),
    createElement('button', { onClick: () => void stop() }, 'Stop'),
    createElement('button', { onClick: () => void regenerate() }, 'Again'),
  )
}

function Thumb({ message }: { readonly message: Message }): ReactElement {
  const [answered, setAnswered] = useState('')
  async function judge(): Promise<void> {
    const response = await fetch(`${location.pathname}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: message.metadata?.finetapId, thumb: 'up' }),
    })
    setAnswered(String(response.status))
  }
  return createElement('button', { 'aria-label': 'Good answer', onClick: () => void judge() }, `judged: ${answered}`)
}

createRoot(document.getElementById('root')).render(createElement(Page))
