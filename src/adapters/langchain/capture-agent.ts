import type { AgentMiddleware } from 'langchain'
import { field } from '../../core/field.ts'
import { recorderOf, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { turnOfAgent } from './agent-turns.ts'
import { insideFrame, type AgentFrame } from './frames.ts'
import { HANDLER_NAME } from './handler.ts'
import { withHandlerOn } from './lend-handler.ts'
import { recordUnseen } from './record-unseen.ts'

type Handler = (request: unknown) => unknown

/**
 * A middleware that captures every model call of an agent, whether its model is wrapped or not. The calls of one run of
 * the agent are the steps of one turn; an agent that runs as a tool of another one has turns of its own. Put it last, so
 * that it sees what the other middleware make of a request, and their retries as attempts.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when the recorder is none
 * @example const agent = createAgent({ model, tools, middleware: [captureAgent()] })
 */
export function captureAgent(options?: CaptureOptions): AgentMiddleware
export function captureAgent(options: CaptureOptions = {}): object {
  requireOptions(options, 'captureAgent')
  return {
    // By which LangChain knows a middleware.
    [Symbol.for('AgentMiddleware')]: true,
    name: HANDLER_NAME,
    wrapModelCall(request: unknown, handler: Handler): unknown {
      if (!recorderOf(options).enabled) return handler(request)
      const agent: AgentFrame = { options, turnKey: turnOfAgent(field(request, 'runtime')), isSeen: false }
      const startedAt = Date.now()
      const calling = withHandlerOn(field(request, 'model'), () => insideFrame({ agent }, () => handler(request)))
      return recordUnseen({ request, agent, startedAt }, calling)
    },
  }
}
