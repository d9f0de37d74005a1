import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { testAdapter, type AdapterUnderTest } from '../../../../src/testing/index.ts'
import { runnerWithout } from '../../../support/runner-without.ts'
import { bareSubjects } from '../../fetch/support/bare-subjects.ts'
import { serve, type Server } from './support.ts'

const proxies = new WeakMap<object, Server>()

/** The same client, which asks a proxy in front of its server. */
function throughProxy<Client extends typeof fetch & { readonly url: string }, Request extends object>(
  subject: AdapterUnderTest<Client, Request, Response>,
): AdapterUnderTest<Client, Request, Response> {
  return {
    ...subject,
    name: subject.name.replace('wrapFetch, bare', 'captureProxy'),
    async wrap(client, { recorder }) {
      const server = await serve(captureProxy({ target: client.url, recorder }))
      const own: typeof fetch = (input, init) => client(input, init)
      const wrapped = Object.assign(own, client, { url: server.url })
      proxies.set(wrapped, server)
      return wrapped
    },
    dispose: (client) => proxies.get(client)?.close(),
    cannot: ['identity', 'unwrap', 'context', 'signal', 'retries'],
  }
}

const impossible = [
  // Nothing on the wire tells one proxy of another.
  'wrapping twice records once',
  // `Connection` is of each connection, and what else differs is shown in headers.test.ts.
  'the upstream gets the same request, byte for byte',
  // What is an error of the transport without a proxy is an answer of it, or a break of its own: see broken.test.ts.
  'the socket breaks before the answer',
  'there is no server',
]

// One of the four protocols: how the others are read is shown at other doors.
for (const subject of bareSubjects) {
  if (subject.name.endsWith('OpenAI chat')) testAdapter(throughProxy(subject), runnerWithout(impossible))
}
