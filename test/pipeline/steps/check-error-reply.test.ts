import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { checkErrorReply, type CheckErrorReplyOptions } from '../../../src/pipeline/steps/check-error-reply.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkErrorReply(), { describe, test })
testStep(checkErrorReply({ action: 'flag', texts: ['An insect that makes honey.', /Hello/g] }), { describe, test })

const isKept = async (sayings: readonly Saying[], options?: CheckErrorReplyOptions): Promise<boolean> =>
  (await runStep(checkErrorReply(options), [exampleOf(sayings)])).kept.length === 1

test.for([
  '**NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.**',
  'Internal Server Error',
  '502 Bad Gateway',
  '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center>nginx</center>\r\n</body></html>',
  'Rate limit reached for model-x in organization org-1 on tokens per min.',
  "Error code: 429 - {'error': {'message': 'Slow down.'}}",
  'overloaded_error',
  'TypeError: fetch failed',
  'Request timed out.',
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
  'connect ECONNREFUSED 127.0.0.1:11434',
  '{"error":{"message":"The server is overloaded","type":"overloaded_error"}}',
  '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  '{"error":"model \'x\' not found"}',
  '```json\n{"error": {"code": 500}}\n```',
])('%j is no answer', async (answer) => {
  const { dropped } = await runStep(checkErrorReply(), [exampleOf(['What is a bee?', answer])])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'error_reply' }])
})

test.for([
  'An internal server error has the status 500; the log of the server says more.',
  'Rate limits protect a service from too many requests.',
  'I got a 502 Bad Gateway when I looked it up, but bees are insects.',
  'Service unavailable on Sundays; call us on Monday.',
  '{"answer": "insect", "error": null}',
  '{"result": {"error": 0.05}}',
  '{"error": 0.05}',
  '[{"error": {}}]',
  '{"error": {"message": ',
  'Error bars show the spread.',
  '',
])('%j says more than an error', async (answer) => {
  expect(await isKept(['What is a bee?', answer])).toBe(true)
})

test('an error that was asked for is an answer', async () => {
  expect(await isKept(['What does HTTP 500 stand for?', 'Internal Server Error'])).toBe(true)
  expect(await isKept(['Übersetze diesen Fehler: Zeitüberschreitung', 'Request timed out.'])).toBe(true)
  const form = textMessage('system', 'Answer in JSON. When you do not know, say {"error": "unknown"}.')
  expect(await isKept([form, 'What is a bee?', '{"error": "unknown"}'])).toBe(true)
})

test("the app's own texts: a string is the whole answer, a pattern decides by itself", async () => {
  const options = { texts: ['Oops, try again later!', /^Sorry, our (?:chat|shop) is closed/g] }
  expect(await isKept(['Hi', ' oops,  try again LATER!\n'], options)).toBe(false)
  expect(await isKept(['Hi', 'She said: Oops, try again later!'], options)).toBe(true)
  expect(await isKept(['Hi', 'Sorry, our shop is closed until Monday.'], options)).toBe(false)
  // A pattern that remembers where it stopped would miss every second one.
  const twice = exampleOf(['Hi', 'Sorry, our chat is closed.'])
  const { dropped } = await runStep(checkErrorReply(options), [twice, twice, twice])
  expect(dropped).toHaveLength(3)
})

test.skipIf(sharedChats('arena-hard') === undefined)('good answers stay', async () => {
  for (const name of ['arena-hard', 'oasst-en100-paths']) {
    const examples = (sharedChats(name) ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
    expect((await runStep(checkErrorReply(), examples)).dropped).toEqual([])
  }
})
