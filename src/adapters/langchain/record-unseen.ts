import { field, listField, textField } from '../../core/field.ts'
import type { Call } from '../../middleware/call.ts'
import { recorderOf } from '../capture-options.ts'
import { modelsIn } from './attach.ts'
import type { AgentFrame } from './frames.ts'
import { labelsOf } from './labels.ts'
import { toMessage } from './message.ts'
import { endOf, toOutcome } from './outcome.ts'
import { copySettings } from './settings.ts'
import { mergeLabels } from '../../middleware/labels.ts'

type AgentCall = { readonly request: unknown; readonly agent: AgentFrame; readonly startedAt: number }

/**
 * Records a model call of an agent once it is over, if no door told of it: such as one of a model that is none of
 * LangChain's, or one that a middleware put in the place of the agent's own.
 */
export async function recordUnseen(agentCall: AgentCall, calling: Promise<unknown>): Promise<unknown> {
  const { agent, request } = agentCall
  try {
    const result = await calling
    const message = messageOf(result)
    if (!agent.isSeen && (isOfModel(message) || !isOfLangChain(request))) record(agentCall, message)
    return result
  } catch (error) {
    if (!agent.isSeen && !isOfGraph(error)) record(agentCall, undefined)?.fail(error)
    throw error
  }
}

/** Such as an interrupt, or a command to the graph above: no failure of a model. */
function isOfGraph(error: unknown): boolean {
  return field(error, 'is_bubble_up') === true
}

/** A message that a middleware wrote itself, in place of a call, has nothing of what models say beside their answers. */
function isOfModel(message: unknown): boolean {
  const metadata = field(message, 'response_metadata')
  const isTold = typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > 0
  return (
    isTold || field(message, 'usage_metadata') !== undefined || textField(message, 'id')?.startsWith('run-') === true
  )
}

/** Calls of such a model are seen: what was not seen is no call of it. */
function isOfLangChain(request: unknown): boolean {
  return modelsIn(field(request, 'model')).some(Object.isExtensible)
}

function record({ request, agent, startedAt }: AgentCall, message: unknown): Call | undefined {
  const { options, turnKey } = agent
  const call = recorderOf(options).begin(() => ({
    source: { adapter: 'langchain', framework: 'langchain' },
    operation: 'chat',
    stream: false,
    model: { requested: modelOf(request, message) },
    startedAt,
    labels: mergeLabels(labelsOf({ metadata: field(field(request, 'runtime'), 'configurable'), tags: [] }), options),
    request: () => ({ messages: messagesOf(request), ...copySettings({ options: request }) }),
    ...(turnKey === undefined ? {} : { turnKey, linkedBy: 'runId' }),
  }))
  if (message !== undefined) call?.end(() => toOutcome({ generations: [[{ message }]] }, false))
  return call
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

function modelOf(request: unknown, message: unknown): string {
  // The agent's own did not say it.
  if (message !== undefined && isOfLangChain(request)) return endOf(field(message, 'response_metadata')).model ?? ''
  const model = field(request, 'model')
  const name = textField(model, 'model') ?? textField(model, 'modelName')
  return name ?? (typeof model === 'object' && model !== null ? model.constructor.name : '')
}
