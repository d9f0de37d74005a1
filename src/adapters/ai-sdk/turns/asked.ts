import { field } from '../../../core/field.ts'
import { activeContext } from '../../../middleware/context.ts'
import type { Asked } from '../../turns/link-call.ts'
import { isObject } from '../specification.ts'
import { answeredToolCalls, promptKey, questionKey } from './question.ts'

/**
 * What a call of `doGenerate` or `doStream` asks. generateText passes headers of its own down to all its calls, and ai 5
 * and 6 pass the prompt down in every retry.
 */
export function askedOf(params: unknown): Asked {
  const promptObject = objectField(params, 'prompt')
  const prompt: readonly unknown[] = Array.isArray(promptObject) ? promptObject : []
  const answers = answeredToolCalls(prompt)
  const tools = field(params, 'tools')
  const headers = ownHeaders(params)
  return {
    passedDown: headers ?? promptObject,
    isOfTurn: headers !== undefined,
    prompt: promptKey(prompt),
    question: answers.length > 0 || (Array.isArray(tools) && tools.length > 0) ? questionKey(prompt) : '',
    answers,
    context: activeContext(),
    signal: objectField(params, 'abortSignal'),
  }
}

/**
 * The headers when the SDK made them. generateText makes an object for each call and signs it with its user agent;
 * streamText hands the app's own object through, which may be one for the whole app.
 */
function ownHeaders(params: unknown): object | undefined {
  const headers = objectField(params, 'headers')
  const agent = field(headers, 'user-agent')
  return typeof agent === 'string' && SDK_AGENT.test(agent) ? headers : undefined
}

const SDK_AGENT = /(?:^| )ai(?:\/\d|-sdk-agent\/)/

function objectField(params: unknown, key: string): object | undefined {
  const value = field(params, key)
  return isObject(value) ? value : undefined
}
