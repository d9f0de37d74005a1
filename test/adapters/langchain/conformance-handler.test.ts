import './support/no-tracing.ts'
import { captureHandler } from '../../../src/adapters/langchain/index.ts'
import { testAdapter, type AdapterUnderTest } from '../../../src/testing/index.ts'
import {
  askOpenAI,
  FORCED,
  openaiSubject,
  requestOf,
  withRoles,
  type OpenAIRequest,
  type OpenAIStream,
} from './support/openai-subject.ts'
import { withoutMadeUpIds } from './support/run-ids.ts'
import { runnerWithout } from '../../support/runner-without.ts'
import type { ChatOpenAI } from '@langchain/openai'

/** A model, and what its calls are given. */
type Client = { readonly model: ChatOpenAI; readonly callbacks?: ReturnType<typeof captureHandler>[] }

const subject: AdapterUnderTest<Client, OpenAIRequest, OpenAIStream> = {
  wire: withRoles,
  request: requestOf,
  comparable: withoutMadeUpIds,
  name: 'captureHandler, @langchain/openai 1',
  connect: async (upstream) => ({ model: await openaiSubject.connect(upstream) }),
  wrap: ({ model, callbacks = [] }, options) => ({ model, callbacks: [...callbacks, captureHandler(options)] }),
  ask: ({ model, ...given }, request, options) =>
    model.invoke(request.messages, { ...askOpenAI(request, options), ...given }),
  stream: ({ model, ...given }, request, options) =>
    model.stream(request.messages, { ...askOpenAI(request, options), ...given }),
  other: ({ model }) => JSON.stringify(model),
  // Nothing is wrapped: the handler is given with each call.
  cannot: ['identity', 'unwrap'],
}

const impossible = [
  ...FORCED,
  // Callbacks tell of the first piece when the second is read.
  'a stream that the app never reads ends as abandoned',
  // They do not tell whether the app waits: silence of `idleMs` between two pieces counts as left.
  'a slow upstream is not abandoned',
]

testAdapter(subject, runnerWithout(impossible))
