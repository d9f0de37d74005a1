import { activeContext } from '../../../src/middleware/context.ts'
import { runInside } from '../../../src/middleware/follow-promise.ts'
import { followStream } from '../../../src/middleware/follow-stream.ts'
import { transparentProxy } from '../../../src/middleware/transparent-proxy.ts'
import type { Broken } from './broken-for-the-app.ts'
import { readLines, resultOf, sound, startOf, wrapTiny, type Parts } from './tiny-adapter.ts'
import { TinyPromise, type TinyClient, type TinyLine } from './tiny-client.ts'

type Ask = TinyClient['ask']

const shared = readLines()
const oneTurn = {}
const held: unknown[] = []
let previous: string | undefined

/** Faults that the app does not see: what is recorded is wrong, missing, or too much. */
export const BROKEN_FOR_THE_RECORD: readonly Broken[] = [
  {
    fault: 'records twice',
    caughtBy: 'a plain answer',
    says: 'two calls must leave two records, they left 3',
    wrap(client, recorder) {
      const inner = wrapTiny(client, recorder)
      return transparentProxy(inner, {
        ask(...[request, options]: Parameters<Ask>) {
          const second = sound.begin(recorder, request, false)
          const answer = inner.ask(request, options)
          if (second !== undefined) void sound.answer(second, () => answer)
          return answer
        },
      })
    },
  },
  {
    fault: 'records once for each wrap',
    caughtBy: 'wrapping twice records once',
    says: 'must record each call once',
    wrap: (client, recorder) =>
      transparentProxy(client, {
        ask(...[request, options]: Parameters<Ask>) {
          const call = sound.begin(recorder, request, false)
          const answer = client.ask(request, options)
          return call === undefined ? answer : sound.answer(call, () => answer)
        },
      }),
  },
  {
    fault: 'forgets calls that fail',
    caughtBy: 'the server answers with 404',
    says: 'a call that fails leaves a record too',
    wrap: having({
      answer(call, run) {
        const answer = runInside(call, run)
        answer.then(
          (line) => call.end(() => sound.outcome(line)),
          () => held.push(call),
        )
        return answer
      },
    }),
  },
  {
    fault: 'forgets calls that are aborted',
    caughtBy: 'a signal that fires mid-stream',
    says: 'the call must leave one record, it left 0',
    wrap: having({
      begin: (recorder, request, stream) => sound.begin(recorder, request, stream),
      follow: (call) => ({ ...sound.follow(call), failed: () => {}, cancelled: () => {} }),
    }),
  },
  {
    fault: 'does not notice the client’s own way to stop',
    caughtBy: 'the framework’s own way to stop',
    says: 'the record must say aborted, not abandoned',
    wrap: having({ follow: (call) => ({ ...sound.follow(call), cancelled: () => {} }) }),
  },
  {
    fault: 'forgets the text that came before an error',
    caughtBy: 'the socket breaks mid-stream',
    says: 'the record must keep what was said before it broke',
    wrap: following((reading) => ({ result: () => (reading.isComplete() ? reading.result() : resultOf([])) })),
  },
  {
    fault: 'takes a truncated stream for a complete one',
    caughtBy: 'the stream ends without its terminal event',
    says: 'the record must say interrupted or error, not ok',
    wrap: following(() => ({ isComplete: () => true })),
  },
  {
    fault: 'does not notice the first token',
    caughtBy: 'the time to the first token is recorded',
    says: 'must say when its first token came',
    wrap: following((reading) => ({ chunk: (line: TinyLine) => reading.chunk(line) && false })),
  },
  {
    fault: 'puts the answers of sessions together',
    caughtBy: 'a hundred sessions at once do not mix',
    says: 'holds another session’s answer',
    wrap: following(() => shared),
  },
  {
    fault: 'takes the context of another call',
    caughtBy: 'a hundred sessions at once do not mix',
    says: 'take the context at call time',
    wrap: having({
      begin(recorder, request, stream, signal) {
        const labels = previous === undefined ? {} : { conversationId: previous }
        previous = activeContext()?.labels.conversationId
        return recorder.begin(() => ({ ...startOf(() => sound.copy(request), stream, signal), labels }))
      },
    }),
  },
  {
    fault: 'joins all questions to one turn',
    caughtBy: 'two questions are two turns',
    says: 'must not be steps of one turn',
    wrap: having({
      begin: (recorder, request, stream, signal) =>
        recorder.begin({ ...startOf(() => sound.copy(request), stream, signal), turnKey: oneTurn }),
    }),
  },
  {
    fault: 'copies the request after the call',
    caughtBy: 'what the app changes after the call is not recorded',
    says: 'copy the request before the call',
    wrap: (client, recorder) =>
      transparentProxy(client, {
        ask: (...[request, options]: Parameters<Ask>) =>
          TinyPromise.resolve(
            client.ask(request, options).then((line) => {
              sound.begin(recorder, request, false)?.end(() => sound.outcome(line))
              return line
            }),
          ),
      }),
  },
  {
    fault: 'records headers',
    caughtBy: 'no credential reaches a record',
    says: 'the client’s key stands in a record',
    wrap: (client, recorder) =>
      wrapTiny(client, recorder, {
        copy: (request) => ({ ...sound.copy(request), responseFormat: { type: 'json', schema: client.headers } }),
      }),
  },
  {
    fault: 'loses tool calls',
    caughtBy: 'tools and tool calls are recorded',
    says: 'the tool call must be recorded',
    wrap: having({
      outcome: ({ message, ...line }) =>
        sound.outcome({ ...line, message: { content: '', ...message, tool_calls: [] } }),
    }),
  },
  {
    fault: 'loses reasoning',
    caughtBy: 'reasoning is recorded, apart from the answer',
    says: 'must be recorded as reasoning',
    wrap: having({
      outcome: ({ message, ...line }) => sound.outcome({ ...line, message: { content: message?.content ?? '' } }),
    }),
  },
  {
    fault: 'never finds a stream idle',
    caughtBy: 'a stream that the app no longer reads ends as abandoned',
    says: 'must end as abandoned after idleMs',
    wrap: having({
      follow(call) {
        const tap = sound.follow(call)
        call.waiting(true)
        return {
          ...tap,
          chunk(line) {
            tap.chunk(line)
            call.waiting(true)
          },
        }
      },
    }),
  },
  {
    fault: 'takes a slow upstream for an idle app',
    caughtBy: 'a slow upstream is not abandoned',
    says: 'while the app waits for the upstream, nobody left',
    wrap: having({ follow: (call) => ({ ...sound.follow(call), asked: () => {} }) }),
  },
  {
    fault: 'holds on to streams',
    caughtBy: 'a stream that the app let go of ends as abandoned',
    says: 'the adapter holds it',
    wrap: having({
      follow(call) {
        held.push(call)
        return sound.follow(call)
      },
    }),
  },
  {
    fault: 'looks only once whether to record',
    caughtBy: 'a recorder that is switched on later records',
    says: 'the call must leave one record, it left 0',
    wrap: (client, recorder) => (recorder.enabled ? wrapTiny(client, recorder) : client),
  },
  {
    fault: 'records what was left out',
    caughtBy: 'sample 0 leaves calls out, and counts them',
    says: 'must be counted',
    wrap: (client, recorder) =>
      wrapTiny(client, recorder, {
        begin: (...[, request, stream]) => {
          sound.begin(recorder, request, stream)
          return sound.begin(recorder, request, stream)
        },
      }),
  },
]

function having(broken: Partial<Parts>): Broken['wrap'] {
  return (client, recorder) => wrapTiny(client, recorder, broken)
}

type Reading = ReturnType<typeof readLines>

function following(change: (reading: Reading) => Partial<Reading>): Broken['wrap'] {
  return having({
    follow(call) {
      const reading = readLines()
      return followStream(call, { ...reading, ...change(reading) })
    },
  })
}
