import type { AgentMiddleware } from 'langchain'
import { field } from '../../core/field.ts'
import { recorderOf, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { turnOfAgent } from './agent-turns.ts'
import { activeFrame, insideFrame, type AgentFrame } from './frames.ts'
import { HANDLER_NAME } from './handler.ts'
import { withHandlerOn } from './lend-handler.ts'
import { noting } from './noting.ts'
import { recordUnseen } from './record-unseen.ts'

type Handler = (request: unknown) => unknown

/**
 * A middleware that captures every model call of an agent, whether its model is wrapped or not. The calls of one run of
 * the agent are the steps of one turn; an agent that runs as a tool of another one has turns of its own. Put it last, so
 * that it sees what the other middleware make of a request, and their retries as attempts. Of two in one agent the first
 * captures.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when the recorder is none
 * @example const agent = createAgent({ model, tools, middleware: [captureAgent()] })
 */
// Inferred from where it is put: the ES module and the CommonJS module of langchain have types of their own.
// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- a return type of the caller's
export function captureAgent<Middleware extends object = AgentMiddleware>(options?: CaptureOptions): Middleware
export function captureAgent(options: CaptureOptions = {}): object {
  requireOptions(options, 'captureAgent')
  return {
    // By which LangChain knows a middleware.
    [Symbol.for('AgentMiddleware')]: true,
    name: nextName(),
    wrapModelCall(request: unknown, handler: Handler): unknown {
      if (!recorderOf(options).enabled) return handler(request)
      const turnKey = turnOfAgent(field(request, 'runtime'))
      if (turnKey !== undefined && activeFrame()?.agent?.turnKey === turnKey) return handler(request)
      const agent: AgentFrame = { options, turnKey, isSeen: false }
      const startedAt = Date.now()
      const calling = withHandlerOn(field(request, 'model'), () =>
        insideFrame({ agent }, () => noting(agent, () => handler(request))),
      )
      return recordUnseen({ request, agent, startedAt }, calling)
    },
  }
}

let made = 0

/** Agents refuse two middleware of one name. */
function nextName(): string {
  made += 1
  return made === 1 ? HANDLER_NAME : `${HANDLER_NAME} ${made}`
}
