import { abandoningCases } from './adapter/abandoning.ts'
import { abortingCases } from './adapter/aborting.ts'
import { answerCases } from './adapter/answers.ts'
import { onBench } from './adapter/bench.ts'
import { failingCases } from './adapter/failing.ts'
import { faultCases } from './adapter/faults.ts'
import { hostileCases } from './adapter/hostile.ts'
import { identityCases } from './adapter/identity.ts'
import { requestCases } from './adapter/requests.ts'
import { sessionCases } from './adapter/sessions.ts'
import { stoppingCases } from './adapter/stopping.ts'
import { streamingCases } from './adapter/streaming.ts'
import type { AdapterUnderTest } from './adapter/subject.ts'
import { switchingOffCases } from './adapter/switching-off.ts'
import type { TestRunner } from './test-runner.ts'

const GROUPS = {
  identity: identityCases,
  answers: answerCases,
  requests: requestCases,
  streaming: streamingCases,
  'stopping mid-stream': stoppingCases,
  aborting: abortingCases,
  failing: failingCases,
  abandoning: abandoningCases,
  sessions: sessionCases,
  'hostile requests': hostileCases,
  'faults of finetap itself': faultCases,
  'switching off': switchingOffCases,
}

/**
 * The laws of capture, as tests: whatever an app does with a client, it sees the same with the adapter as without, and
 * every call leaves one record or one count. Each test plays one situation with a raw client and with a wrapped one,
 * against a real server on 127.0.0.1.
 *
 * What a framework cannot do is declared in `cannot`, or follows from what the subject leaves out; it passes unchecked.
 *
 * @example
 * const subject: AdapterUnderTest<Ollama, ChatRequest, ChatStream> = {
 *   name: 'wrapOllama',
 *   wire: ollamaWire,
 *   connect: ({ url, fetch }) => new Ollama({ host: url, fetch }),
 *   wrap: wrapOllama,
 *   request: ({ text, stream }) => ({ model: 'demo', stream, messages: [{ role: 'user', content: text }] }),
 *   ask: (client, request) => client.chat(request),
 *   stream: (client, request) => client.chat(request),
 *   cancel: (stream) => stream.abort(),
 *   cannot: ['signal', 'retries'],
 * }
 * testAdapter(subject, { describe, test })
 */
export function testAdapter<Client extends object, Request extends object, Handle>(
  subject: AdapterUnderTest<Client, Request, Handle>,
  { describe, test }: TestRunner,
): void {
  describe(`adapter ${subject.name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      describe(group, () => {
        for (const [title, run] of Object.entries(cases)) test(title, () => onBench(subject, run))
      })
    }
  })
}
