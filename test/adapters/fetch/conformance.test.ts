import { describe, test } from 'vitest'
import { testAdapter, type TestRunner } from '../../../src/testing/index.ts'
import { bareSubjects } from './support/bare-subjects.ts'
import { anthropic, ollama, openaiChat, openaiResponses } from './support/client-subjects.ts'

// The client of OpenAI listens to a signal of its own, which `fetch` holds as long as the body was not read to its end: what
// the app let go of is not collected without the wrap either. It ends after idleMs, which another test shows.
const HELD_BY_THE_CLIENT = 'a stream that the app let go of ends as abandoned'
const withoutCollection: TestRunner = { describe, test: unlessHeld }

function unlessHeld(...[title, run]: Parameters<TestRunner['test']>): void {
  const register: TestRunner['test'] = title === HELD_BY_THE_CLIENT ? test.skip : test
  register(title, run)
}

for (const subject of bareSubjects) testAdapter(subject, { describe, test })
testAdapter(ollama, { describe, test })
testAdapter(openaiChat, withoutCollection)
testAdapter(openaiResponses, withoutCollection)
testAdapter(anthropic, { describe, test })
