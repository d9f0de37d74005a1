import { MockLanguageModelV4 } from 'ai/test'
import { failAfter, finish, modelThatStreams, textParts, type Scripted } from '../../adapters/ai-sdk/mock-model.ts'

type Prompt = MockLanguageModelV4['doStreamCalls'][number]['prompt']

/** What a person may say on the page, and what the model makes of it. */
export const ASK = {
  /** A tool that the server runs, behind a thought; then the answer. */
  forOrder: 'Where is my order?',
  /** A tool that the browser runs. */
  forPlace: 'Where am I?',
  /** A text that never ends. */
  forEver: 'Tell me everything.',
  /** An error in the middle of a text. */
  forTrouble: 'Fall over.',
  /** A stream that breaks in the middle of a text. */
  forSilence: 'Go away.',
  /** Another answer each time. */
  forAnything: 'Which tea is mild?',
} as const

/** A model that answers to what was said last, and numbers its answers. */
export function scriptedModel(): MockLanguageModelV4 {
  let answers = 0
  return new MockLanguageModelV4({
    provider: 'mock',
    modelId: 'mock-model',
    doStream: (options) =>
      modelThatStreams(scriptFor(options.prompt, (answers += 1)), { signal: true }).doStream(options),
  })
}

function scriptFor(prompt: Prompt, count: number): readonly Scripted[] {
  if (prompt.at(-1)?.role === 'tool') return [...textParts('It is ', 'on its way.'), textEnd, finish()]
  switch (lastSaid(prompt)) {
    case ASK.forOrder:
      return [...thought('An order. ', 'I look it up.'), ...toolCall('get_order', { id: 'QM-1001' })]
    case ASK.forPlace:
      return toolCall('get_place', {})
    case ASK.forEver:
      return [...textParts('All ', 'about'), 'wait']
    case ASK.forTrouble:
      return [...textParts('Half of '), { type: 'error', error: new Error('the model fell over') }, finish('error')]
    case ASK.forSilence:
      return [...textParts('A third of '), failAfter(new Error('the model went away'))]
    default:
      return [...textParts('Answer ', String(count)), textEnd, finish()]
  }
}

function lastSaid(prompt: Prompt): string {
  const last = prompt.findLast(({ role }) => role === 'user')
  return last?.role === 'user' ? last.content.map((part) => (part.type === 'text' ? part.text : '')).join('') : ''
}

const textEnd: Scripted = { type: 'text-end', id: '0' }

function thought(...deltas: readonly string[]): readonly Scripted[] {
  return [
    { type: 'reasoning-start', id: 'thought' },
    ...deltas.map((delta): Scripted => ({ type: 'reasoning-delta', id: 'thought', delta })),
    { type: 'reasoning-end', id: 'thought' },
  ]
}

function toolCall(toolName: string, input: object): readonly Scripted[] {
  const id = `call-of-${toolName}`
  const text = JSON.stringify(input)
  return [
    { type: 'tool-input-start', id, toolName },
    { type: 'tool-input-delta', id, delta: text },
    { type: 'tool-input-end', id },
    { type: 'tool-call', toolCallId: id, toolName, input: text },
    finish('tool-calls'),
  ]
}
