import { field, listField, textField } from '../../core/field.ts'
import type { Outcome } from '../../middleware/call.ts'
import { recorderOf } from '../capture-options.ts'
import type { AgentFrame } from './frames.ts'
import { labelsOf } from './labels.ts'
import { toMessage } from './message.ts'
import { toOutcome } from './outcome.ts'
import { copySettings } from './settings.ts'
import { mergeLabels } from '../../middleware/labels.ts'

type AgentCall = { readonly request: unknown; readonly agent: AgentFrame; readonly startedAt: number }

/**
 * Records a model call of an agent once it is over, if no callback told of it: such as one of a model that is none of
 * LangChain's, or one that a middleware put in the place of the agent's own.
 */
export async function recordUnseen(agentCall: AgentCall, calling: Promise<unknown>): Promise<unknown> {
  try {
    const result = await calling
    record(agentCall, () => toOutcome({ generations: [[{ message: messageOf(result) }]] }, false))
    return result
  } catch (error) {
    record(agentCall, undefined, error)
    throw error
  }
}

function record({ request, agent, startedAt }: AgentCall, outcome: (() => Outcome) | undefined, error?: unknown): void {
  if (agent.isSeen) return
  const { options, turnKey } = agent
  const call = recorderOf(options).begin(() => ({
    source: { adapter: 'langchain', framework: 'langchain' },
    operation: 'chat',
    stream: false,
    model: { requested: modelOf(field(request, 'model')) },
    startedAt,
    labels: mergeLabels(labelsOf({ metadata: field(field(request, 'runtime'), 'configurable'), tags: [] }), options),
    request: () => ({ messages: messagesOf(request), ...copySettings({ options: request }) }),
    ...(turnKey === undefined ? {} : { turnKey, linkedBy: 'runId' }),
  }))
  if (outcome === undefined) call?.fail(error)
  else call?.end(outcome)
}

// With a structured response the message stands beside it.
function messageOf(result: unknown): unknown {
  return field(result, 'content') === undefined ? (listField(result, 'messages').at(-1) ?? result) : result
}

function messagesOf(request: unknown) {
  const system = field(request, 'systemMessage')
  const isSaid = field(system, 'content') !== undefined && field(system, 'content') !== ''
  return [...(isSaid ? [system] : []), ...listField(request, 'messages')].map(toMessage)
}

function modelOf(model: unknown): string {
  const name = textField(model, 'model') ?? textField(model, 'modelName')
  return name ?? (typeof model === 'object' && model !== null ? model.constructor.name : '')
}
